import type { ProviderEvent } from '@patchbay/contract';
import { endOf, fail } from '../pexip-errors.ts';

export type PexipWatch = ReturnType<typeof createPexipWatch>;

const calmMilliseconds = 3000;
const anxiousMilliseconds = 500;
/** The SDK tries eight times, with growing pauses, to have its events back: half a minute. Later it never has them again. */
const patience = 25_000 / anxiousMilliseconds;

/**
 * Knows whether the Conferencing Node answers. The SDK (20.0.0) says nothing when its events break off or requests fail, and
 * nothing when they are back: it retries in silence until its token has run out. So the node is asked every few seconds.
 */
export function createPexipWatch(probe: () => Promise<boolean>, report: (event: ProviderEvent) => void) {
  let attempts = 0;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let online = Promise.withResolvers<void>();
  online.resolve();

  const stop = (): void => {
    isStopped = true;
    clearTimeout(timer);
    online.reject(fail('aborted', 'The session was left.'));
  };
  const lose = (): void => {
    online = Promise.withResolvers();
    online.promise.catch(() => undefined);
    report({ type: 'interrupted', scope: 'signalling' });
  };
  const giveUp = (): void => {
    stop();
    report({ type: 'closed', ...endOf('Could not reconnect to the meeting') });
  };
  const ask = async (): Promise<void> => {
    const isThere = await probe();
    if (isStopped) return;
    if (isThere && attempts > 0) report({ type: 'restored' });
    if (isThere) online.resolve();
    attempts = isThere ? 0 : attempts + 1;
    if (attempts === 1) lose();
    if (attempts > patience) giveUp();
    else askLater();
  };
  const askLater = (): void => {
    timer = setTimeout(() => void ask(), attempts > 0 ? anxiousMilliseconds : calmMilliseconds);
  };
  askLater();

  return {
    /** Whether signalling is interrupted. */
    isLost: (): boolean => attempts > 0,
    /** Resolves once the node answers; rejects when it is given up, or one has left. */
    online: (): Promise<void> => online.promise,
    stop,
  };
}
