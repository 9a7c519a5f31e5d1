import { isVideoError, type ProviderEvent, type VideoError } from '@patchbay/contract';
import { endOf, fail } from '../janus-errors.ts';

type Reason = Extract<ProviderEvent, { readonly type: 'closed' }>['reason'];
type Trouble = 'signalling' | 'media';

/** How it goes with one connection: what troubles it, and its end, which is told once. */
export interface JanusFate {
  report(event: ProviderEvent): void;
  trouble(what: Trouble, isThere: boolean): void;
  /** The state of the connection that carries one's own media. */
  watchIce(this: void, state: string): void;
  close(reason: Reason, error: VideoError | undefined): void;
  fail(this: void, error: unknown): void;
  /** Joined: from now on troubles and the end are told. Until then an end rejects `failed`. */
  open(): void;
  readonly failed: Promise<never>;
  /** Nothing is reported from now on. */
  silence(this: void): void;
  /** What is to be done when the end was not asked for. */
  afterwards(cleanup: () => void): void;
}

export const mediaLost = (): VideoError =>
  fail('connection-lost', 'The media connection to Janus is gone. Join again.', { retryable: true });

export function createJanusFate(tell: (event: ProviderEvent) => void): JanusFate {
  let isSilent = false;
  let isOpen = false;
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  const cleanups: (() => void)[] = [];
  const troubles = new Set<Trouble>();

  const report = (event: ProviderEvent): void => {
    if (!isSilent) tell(event);
  };
  const close = (reason: Reason, error: VideoError | undefined): void => {
    if (isOpen) report({ type: 'closed', reason, error });
    else failure.reject(error ?? fail('not-allowed', 'Janus ended the join.'));
    isSilent = true;
    for (const cleanup of cleanups.splice(0)) cleanup();
  };
  const failWith = (cause: unknown): void => {
    const error = isVideoError(cause) ? cause : fail('provider-failure', 'Janus failed.', { cause });
    const reason = endOf(error);
    close(reason, reason === 'room-ended' ? undefined : error);
  };
  const trouble = (what: Trouble, isThere: boolean): void => {
    const before = troubles.size;
    if (isThere) troubles.add(what);
    else troubles.delete(what);
    if (!isOpen || before > 0 === troubles.size > 0) return;
    report(troubles.size > 0 ? { type: 'interrupted', scope: what } : { type: 'restored' });
  };
  return {
    report,
    trouble,
    close,
    fail: failWith,
    failed: failure.promise,
    open: () => {
      isOpen = true;
      const [what] = troubles;
      if (what !== undefined) report({ type: 'interrupted', scope: what });
    },
    watchIce: (state) => {
      if (state === 'failed') failWith(mediaLost());
      if (['disconnected', 'connected', 'completed'].includes(state))
        trouble('media', state === 'disconnected');
    },
    silence: () => {
      isSilent = true;
    },
    afterwards: (cleanup) => void cleanups.push(cleanup),
  };
}
