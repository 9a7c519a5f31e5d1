import type { ProviderBackend, ProviderBackendDescriptor } from '@patchbay/contract';
import type { PatchbayConfig } from '../config/patchbay-config.ts';
import { createPoliteFetch } from './polite-fetch.ts';
import { processSchedule } from './schedule.ts';

export interface OfflineBackendParts {
  readonly descriptor: ProviderBackendDescriptor;
  readonly config: Pick<PatchbayConfig, 'providers' | 'server'>;
  readonly fetch: typeof fetch;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly randomId: () => string;
}

/** A provider's server half for a process that serves nobody: it signs nothing and sees nobody. Rejects with `VideoError`. */
export const createOfflineBackend = ({
  descriptor,
  config: { providers, server },
  fetch,
  now,
  randomId,
}: OfflineBackendParts): Promise<ProviderBackend> => {
  const { id } = descriptor.manifest;
  return descriptor.create(providers[id]?.settings ?? {}, {
    publicUrl: (server.publicUrl ?? `http://${server.hostname}:${server.port}`).replace(/\/+$/, ''),
    fetch: createPoliteFetch({ provider: id, fetch, schedule: processSchedule, now, random: Math.random }),
    now,
    randomId,
    seal: () => Promise.reject(new Error('Whoever serves nobody signs nothing.')),
    open: () => Promise.resolve(undefined),
    participantsOf: async () => [],
    connections: { remember: async () => undefined, in: async () => new Map() },
    observe: () => undefined,
  });
};
