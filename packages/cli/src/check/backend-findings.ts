import { isVideoError, type BackendContext, type ProviderBackend } from '@patchbay/contract';
import type { PatchbayConfig } from '@patchbay/server';
import type { Io } from '../io.ts';
import { type Candidate, graveFor } from './candidate.ts';
import type { Finding } from './finding.ts';

/** How long a vendor's server may take to answer. */
const deadlineMilliseconds = 10_000;

/** Starts the provider's server half and asks whether the vendor answers. Nothing is created at the vendor. Never rejects. */
export async function backendFindings(
  candidate: Candidate,
  config: Pick<PatchbayConfig, 'server'>,
  io: Pick<Io, 'fetch' | 'now' | 'randomId'>,
): Promise<readonly Finding[]> {
  const { id, descriptor } = candidate;
  if (candidate.config.missing.length > 0) return [];
  const about = { check: 'backend', subject: id } as const;
  let backend: ProviderBackend | undefined;
  try {
    backend = await descriptor.create(candidate.config.settings, contextOf(config, io));
    const { reachable, detail } = await inTime(backend.check());
    return reachable
      ? [{ ...about, state: 'ok', code: 'reachable', message: detail }]
      : [{ ...about, state: graveFor(candidate, 'unavailable'), code: 'unreachable', message: detail }];
  } catch (error) {
    // Only the contract's own errors are known to carry no secret.
    const message = isVideoError(error) ? error.message : 'Its server half failed. Check its settings.';
    return backend === undefined
      ? [{ ...about, state: graveFor(candidate, 'failed'), code: 'provider-start-failed', message }]
      : [{ ...about, state: graveFor(candidate, 'unavailable'), code: 'check-failed', message }];
  } finally {
    await backend?.close().catch(() => undefined);
  }
}

async function inTime<Value>(answer: Promise<Value>): Promise<Value | { reachable: false; detail: string }> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<{ reachable: false; detail: string }>((resolve) => {
    const detail = `It did not answer within ${deadlineMilliseconds / 1000} s.`;
    timer = setTimeout(() => resolve({ reachable: false, detail }), deadlineMilliseconds);
  });
  try {
    return await Promise.race([answer, silence]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a backend is lent by a process that serves nobody: it has no consults to sign for and no ledger to fill. */
function contextOf(
  { server }: Pick<PatchbayConfig, 'server'>,
  { fetch, now, randomId }: Pick<Io, 'fetch' | 'now' | 'randomId'>,
): BackendContext {
  return {
    publicUrl: (server.publicUrl ?? `http://${server.hostname}:${server.port}`).replace(/\/+$/, ''),
    fetch,
    now,
    randomId,
    seal: () => Promise.reject(new Error('A check signs nothing.')),
    open: () => Promise.resolve(undefined),
    participantsOf: async () => [],
    connections: { remember: async () => undefined, in: async () => new Map() },
    observe: () => undefined,
  };
}
