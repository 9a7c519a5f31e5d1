import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { JoinTicket } from '@patchbay/contract';
import type { PatchbayConfigInput } from '../src/config/config-schema.ts';
import type { PatchbayConfig } from '../src/config/patchbay-config.ts';
import { resolveConfig } from '../src/config/resolve-config.ts';
import { createPatchbay } from '../src/create-patchbay.ts';
import type { LogEntry } from '../src/observation/log.ts';
import type { Patchbay, Peer } from '../src/patchbay.ts';
import { createManualTime, type ManualTime } from './manual-time.ts';
import { createStubVendor, stubSecret, type StubVendor } from './stub-vendor.ts';

export const northKey = 'north-key-0123456789';
export const southKey = 'south-key-0123456789';
export const testSecret = 'a secret of more than thirty-two characters';

export const temporaryDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'patchbay-server-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
};

/** A config for tests: the stub vendor, two tenants, consults without PHI need no attestation. */
export const testConfig = (
  vendors: readonly StubVendor[],
  directory: string,
  input: PatchbayConfigInput = {},
): PatchbayConfig =>
  resolveConfig(
    {
      provider: 'stub',
      installed: vendors.map(({ descriptor }) => descriptor),
      providers: Object.fromEntries(
        vendors.map(({ descriptor }) => [
          descriptor.manifest.id,
          { url: 'https://stub.example', secret: stubSecret },
        ]),
      ),
      secret: testSecret,
      dataDirectory: '.',
      apiKeys: [
        { tenant: 'north', key: northKey },
        { tenant: 'south', key: southKey },
      ],
      ...input,
      server: {
        publicUrl: 'https://video.example',
        allowedOrigins: ['https://app.example'],
        ...input.server,
      },
    },
    { directory },
  );

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON; undefined when it is none. */
  readonly body: Record<string, unknown>;
  readonly text: string;
}

export interface TestPatchbay {
  readonly patchbay: Patchbay;
  readonly vendor: StubVendor;
  readonly time: ManualTime;
  readonly log: LogEntry[];
  readonly directory: string;
  readonly send: (
    method: string,
    path: string,
    options?: {
      readonly key?: string;
      readonly body?: unknown;
      readonly headers?: Record<string, string>;
      readonly peer?: Peer;
    },
  ) => Promise<Answer>;
  /** Creates a consult without PHI and returns its id. */
  readonly openConsult: () => Promise<string>;
  readonly ticketFor: (consultId: string, userKey: string) => Promise<JoinTicket>;
}

export interface StartOptions {
  readonly input?: PatchbayConfigInput;
  readonly vendors?: readonly [StubVendor, ...StubVendor[]];
  readonly directory?: string;
  readonly time?: ManualTime;
  /** PostgreSQL's address; SQLite in the directory unless told. */
  readonly databaseUrl?: string;
}

export async function startPatchbay(options: StartOptions = {}): Promise<TestPatchbay> {
  const vendors = options.vendors ?? [createStubVendor()];
  const directory = options.directory ?? (await temporaryDirectory());
  const time = options.time ?? createManualTime();
  const log: LogEntry[] = [];
  const patchbay = await createPatchbay({
    config: testConfig(vendors, directory, {
      ...options.input,
      ...(options.databaseUrl !== undefined && { database: { url: options.databaseUrl } }),
    }),
    now: time.now,
    schedule: time.schedule,
    log: (entry) => void log.push(entry),
  });
  onTestFinished(() => patchbay.close());
  const send: TestPatchbay['send'] = async (method, path, { key, body, headers, peer } = {}) => {
    const response = await patchbay.fetch(
      new Request(`https://video.example${path}`, {
        method,
        headers: {
          ...(key !== undefined && { authorization: `Bearer ${key}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
      peer,
    );
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text), text };
  };
  return {
    patchbay,
    vendor: vendors[0],
    time,
    log,
    directory,
    send,
    openConsult: async () => {
      const { body } = await send('POST', '/v1/consults', { key: northKey, body: { phi: false } });
      return String(body['id']);
    },
    ticketFor: async (consultId, userKey) => {
      const path = `/v1/consults/${consultId}/tickets`;
      const { body } = await send('POST', path, { key: northKey, body: { userKey } });
      return body as unknown as JoinTicket;
    },
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
