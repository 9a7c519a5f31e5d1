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
  /** The provider's settings, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** The pages' origin. */
  readonly origin: string;
}

/** What a browser joins with at every provider whose server it reaches by a WebSocket. */
interface AddressedCredentials {
  readonly [key: string]: Json;
  readonly token: string;
}

/** Where providers keep the WebSocket's address in their credentials. */
const addressKeys = ['signalling', 'url'];

/** The same credentials for another port of this machine. */
function throughPort(credentials: AddressedCredentials, port: number): AddressedCredentials {
  const [key, address] = addressOf(credentials);
  address.port = String(port);
  return { ...credentials, [key]: address.href.replace(/\/$/, '') };
}

function addressOf(credentials: AddressedCredentials): readonly [key: string, address: URL] {
  for (const key of addressKeys) {
    const address = credentials[key];
    if (typeof address === 'string') return [key, new URL(address)];
  }
  throw new Error('These credentials have no address that could be changed.');
}

/**
 * What stands behind the scenarios in a real browser: a real Patchbay server, asked by its HTTP API as an application's
 * backend would. Each person's signalling goes through a proxy of their own, so that it can be cut.
 */
export async function startServerBackend({
  provider,
  settings,
  origin,
}: ServerBackendOptions): Promise<HarnessBackend> {
  const directory = await mkdtemp(join(tmpdir(), 'patchbay-conformance-'));
  const config = resolveConfig({
    provider,
    providers: { [provider]: settings },
    development: true,
    dataDirectory: directory,
    server: {
      port: await freePort(),
      allowedOrigins: [origin],
      rateLimits: { perTenant: { requests: 100_000 }, perAddress: { requests: 100_000 } },
    },
  });
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
        const [, address] = addressOf(credentials);
        const proxy = proxyOf.get(userKey) ?? (await startCuttableProxy(Number(address.port)));
        proxyOf.set(userKey, proxy);
        proxies.add(proxy);
        return throughPort(credentials, proxy.port);
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
      return throughPort(credentials, await freePort());
    },
    close: async () => {
      for (const proxy of proxies) await proxy.close();
      await serving.close();
      await patchbay.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
