import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HarnessBackend, HarnessRoom } from '@patchbay/conformance';
import type { JoinTicket, Json } from '@patchbay/contract';
import { createPatchbay, resolveConfig, serve } from '@patchbay/server';
import { freePort } from '../servers/free-port.ts';
import { type CuttableProxy, startCuttableProxy } from './cuttable-proxy.ts';

export interface ServerBackendOptions {
  readonly provider: string;
  /** Settings of the provider, as environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** The pages' origin. */
  readonly origin: string;
}

/** Every provider whose server is reached by a WebSocket keeps these two in its credentials. */
interface AddressedCredentials {
  readonly [key: string]: Json;
  readonly url: string;
  readonly token: string;
}

/**
 * What stands behind the scenarios in a real browser: a real Patchbay server, asked by its HTTP API as an application's
 * backend would. Each person's signalling goes through a proxy of their own, so that it can be cut.
 */
export async function startServerBackend({
  provider,
  environment,
  origin,
}: ServerBackendOptions): Promise<HarnessBackend> {
  const directory = await mkdtemp(join(tmpdir(), 'patchbay-conformance-'));
  const config = resolveConfig(
    {
      provider,
      development: true,
      dataDirectory: directory,
      server: {
        port: await freePort(),
        allowedOrigins: [origin],
        rateLimits: { perTenant: { requests: 100_000 }, perAddress: { requests: 100_000 } },
      },
    },
    { env: environment },
  );
  const patchbay = await createPatchbay({ config });
  const serving = await serve({ patchbay });
  const proxies = new Set<CuttableProxy>();
  const { apiKey } = config.ephemeral;

  const ask = async (path: string, body: Json): Promise<Json> => {
    const response = await fetch(`${serving.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.status === 204 ? null : ((await response.json()) as Json);
  };
  const openConsult = async (maxParticipants: number): Promise<string> => {
    const consult = (await ask('/v1/consults', { phi: false, maxParticipants })) as { readonly id: string };
    return consult.id;
  };
  const ticketFor = async (consult: string, userKey: string): Promise<AddressedCredentials> => {
    const ticket = (await ask(`/v1/consults/${consult}/tickets`, { userKey })) as unknown as JoinTicket;
    return ticket.credentials as AddressedCredentials;
  };

  const openRoom = async ({
    maxParticipants = 4,
  }: { readonly maxParticipants?: number } = {}): Promise<HarnessRoom> => {
    const consult = await openConsult(maxParticipants);
    const proxyOf = new Map<string, CuttableProxy>();
    return {
      credentials: async (userKey) => {
        const credentials = await ticketFor(consult, userKey);
        const address = new URL(credentials.url);
        const proxy = proxyOf.get(userKey) ?? (await startCuttableProxy(Number(address.port)));
        proxyOf.set(userKey, proxy);
        proxies.add(proxy);
        address.port = String(proxy.port);
        return { ...credentials, url: address.href.replace(/\/$/, '') };
      },
      kick: async (userKey) => {
        await ask(`/v1/consults/${consult}/remove`, { userKey });
      },
      end: async () => {
        await ask(`/v1/consults/${consult}/end`, {});
      },
      interrupt: (userKey) => {
        const restore = proxyOf.get(userKey)?.cut();
        if (restore === undefined) throw new Error('Nobody joined this room under that key.');
        return Promise.resolve(async () => restore());
      },
      close: async () => {
        await ask(`/v1/consults/${consult}/end`, {}).catch(() => undefined);
        for (const proxy of proxyOf.values()) {
          proxies.delete(proxy);
          await proxy.close();
        }
      },
    };
  };

  return {
    openRoom,
    refusedCredentials: async () => {
      const credentials = await ticketFor(await openConsult(2), 'refused');
      // The last but one character: the last one may carry only padding bits.
      const position = credentials.token.length - 2;
      const other = credentials.token[position] === 'A' ? 'B' : 'A';
      const token = credentials.token.slice(0, position) + other + credentials.token.slice(position + 1);
      return { ...credentials, token };
    },
    unreachableCredentials: async () => {
      const credentials = await ticketFor(await openConsult(2), 'unreachable');
      const address = new URL(credentials.url);
      address.port = String(await freePort());
      return { ...credentials, url: address.href.replace(/\/$/, '') };
    },
    close: async () => {
      for (const proxy of proxies) await proxy.close();
      await serving.close();
      await patchbay.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
