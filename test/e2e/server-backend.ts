import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HarnessBackend, HarnessRoom } from '@patchbay/conformance';
import type { JoinTicket, Json } from '@patchbay/contract';
import { createPatchbay, resolveConfig, serve } from '@patchbay/server';
import { freePort } from '../servers/free-port.ts';
import type { HarnessDifferences } from '../servers/surroundings/index.ts';
import { type CuttableProxy, startCuttableProxy } from './cuttable-proxy.ts';

export interface ServerBackendOptions {
  readonly provider: string;
  /** The provider's settings, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** The pages' origin. */
  readonly origin: string;
  /** Of this machine; a free one unless given. */
  readonly port?: number;
  readonly differences?: HarnessDifferences;
}

/** What a browser joins with at every provider whose server it reaches by a WebSocket. */
type AddressedCredentials = { readonly [key: string]: Json };

/** Where providers keep the WebSocket's address in their credentials. */
const addressKeys = ['signalling', 'url'];

/** The same credentials for another port of this machine. */
function throughPort(credentials: Json, port: number): AddressedCredentials {
  if (!isAddressed(credentials)) throw new Error('These credentials are no object.');
  const [key, address] = addressOf(credentials);
  address.port = String(port);
  return { ...credentials, [key]: address.href.replace(/\/$/, '') };
}

const isAddressed = (credentials: Json): credentials is AddressedCredentials =>
  typeof credentials === 'object' && credentials !== null && !Array.isArray(credentials);

/** The same credentials with the last but one character of the token changed: the last one may carry only padding bits. */
function withForgedToken(credentials: Json): Json {
  if (!isAddressed(credentials) || typeof credentials['token'] !== 'string')
    throw new Error('These credentials have no token that could be changed.');
  const { token } = credentials;
  const position = token.length - 2;
  const other = token[position] === 'A' ? 'B' : 'A';
  return { ...credentials, token: token.slice(0, position) + other + token.slice(position + 1) };
}

function addressOf(credentials: Json): readonly [key: string, address: URL] {
  if (!isAddressed(credentials)) throw new Error('These credentials are no object.');
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
  port,
  differences = {},
}: ServerBackendOptions): Promise<HarnessBackend> {
  const directory = await mkdtemp(join(tmpdir(), 'patchbay-conformance-'));
  const config = resolveConfig({
    provider,
    providers: { [provider]: settings },
    development: true,
    dataDirectory: directory,
    // Nobody is handed this server: a copyleft licence of what it runs asks nothing.
    compliance: { product: { model: 'closed', delivery: 'hosted' } },
    server: {
      port: port ?? (await freePort()),
      allowedOrigins: [origin],
      rateLimits: { perTenant: { requests: 100_000 }, perAddress: { requests: 100_000 } },
    },
  });
  const patchbay = await createPatchbay({ config });
  const serving = await serve({ patchbay });
  const proxies = new Set<CuttableProxy>();
  const openConsults = new Set<string>();
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
    const { id } = (await ask('/v1/consults', { phi: false, maxParticipants })) as { readonly id: string };
    openConsults.add(id);
    return id;
  };
  const endConsult = async (consult: string): Promise<void> => {
    await ask(`/v1/consults/${consult}/end`, {}).catch(() => undefined);
    openConsults.delete(consult);
  };
  const ticketFor = async (consult: string, userKey: string): Promise<Json> => {
    const ticket = (await ask(`/v1/consults/${consult}/tickets`, { userKey })) as unknown as JoinTicket;
    return ticket.credentials;
  };

  const openRoom = async ({
    maxParticipants = 4,
  }: { readonly maxParticipants?: number } = {}): Promise<HarnessRoom> => {
    const consult = await openConsult(maxParticipants);
    const proxyOf = new Map<string, CuttableProxy>();
    const given = new Map<string, Json>();
    return {
      credentials: async (userKey) => {
        const credentials = await ticketFor(consult, userKey);
        given.set(userKey, credentials);
        const isCutHere = differences.interrupt === undefined && differences.cannot?.interrupt === undefined;
        if (!isCutHere) return credentials;
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
        const credentials = given.get(userKey);
        if (differences.interrupt !== undefined && credentials !== undefined)
          return differences.interrupt(credentials);
        const restore = proxyOf.get(userKey)?.cut();
        if (restore === undefined) throw new Error('Nobody joined this room under that key.');
        return Promise.resolve(async () => restore());
      },
      close: async () => {
        await endConsult(consult);
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
      const { refused = withForgedToken } = differences;
      return refused(await ticketFor(await openConsult(2), 'refused'));
    },
    unreachableCredentials: async () => {
      const { unreachable = async (credentials) => throughPort(credentials, await freePort()) } = differences;
      return unreachable(await ticketFor(await openConsult(2), 'unreachable'));
    },
    close: async () => {
      for (const consult of openConsults) await endConsult(consult);
      for (const proxy of proxies) await proxy.close();
      await serving.close();
      await patchbay.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
