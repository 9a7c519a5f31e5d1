import type { VideoError } from '@patchbay/contract';
import { fail, sdkError, unreachable } from '../janus-errors.ts';
import type { JanusSdk, JanusSession, JanusSessionOptions } from './janus-sdk.ts';

export type JanusLine = Awaited<ReturnType<typeof openJanusLine>>;
type Terms = Omit<JanusSessionOptions, 'success' | 'error'>;
/** An error is the end. */
type Listener = (news: 'lost' | 'restored' | VideoError) => void;

/** In milliseconds; Janus forgets the session sooner, after its `reclaim_session_timeout`. */
const [attempt, patience, goodbye] = [5000, 60_000, 2000];

export const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** A promise that may reject before anybody waits for it. */
export function deferred<Value>(): PromiseWithResolvers<Value> {
  const made = Promise.withResolvers<Value>();
  made.promise.catch(() => undefined);
  return made;
}

/** A Janus session: one WebSocket, and another in its place whenever it is lost; what Janus says meanwhile is lost too. */
export async function openJanusLine(Sdk: JanusSdk, terms: Terms, tell: Listener) {
  let state: 'opening' | 'whole' | 'lost' | 'closed' = 'opening';
  let [wholeness, loss] = [deferred<void>(), deferred<never>()];
  const error = (cause: unknown): void => (state === 'opening' ? wholeness.reject(sdkError(cause)) : lose());
  const session = new Sdk({ ...terms, success: () => wholeness.resolve(), error });

  /** May be told several times of one loss. */
  const lose = (): void => {
    if (state !== 'whole') return;
    state = 'lost';
    loss.reject(fail('connection-lost', 'Janus was lost. Try again.', { retryable: true }));
    [wholeness, loss] = [deferred(), deferred()];
    tell('lost');
    void claimAgain(performance.now() + patience);
  };
  const claimAgain = async (deadline: number): Promise<void> => {
    const failure = await claim(session);
    // Whoever left meanwhile can say goodbye now.
    if (state === 'closed') return failure ? undefined : destroy(session);
    if (failure?.code === 'unreachable' && performance.now() < deadline) {
      await pause(400);
      return claimAgain(deadline);
    }
    if (failure) {
      wholeness.reject(failure);
      return tell(failure);
    }
    state = 'whole';
    wholeness.resolve();
    tell('restored');
  };
  await wholeness.promise;
  state = 'whole';
  return {
    session,
    isWhole: () => state === 'whole',
    /** Resolves when requests can be made; rejects when they never can again. */
    whole: () => wholeness.promise,
    /** Rejects when nobody answers any more what was asked until now. */
    loss: () => loss.promise,
    /** Says goodbye, if that is possible soon; closes every peer connection. */
    async close(): Promise<void> {
      await Promise.race([wholeness.promise.catch(() => undefined), pause(goodbye)]);
      if (state === 'closed') return;
      state = 'closed';
      for (const { reject } of [wholeness, loss]) reject(fail('aborted', 'The room was left.'));
      await Promise.race([destroy(session), pause(goodbye)]);
    },
  };
}

const claim = (session: JanusSession): Promise<VideoError | undefined> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(unreachable()), attempt);
    session.reconnect({ success: () => resolve(undefined), error: (cause) => resolve(sdkError(cause)) });
  });

const destroy = (session: JanusSession): Promise<void> =>
  new Promise((success) =>
    session.destroy({ cleanupHandles: true, notifyDestroyed: false, success, error: () => success() }),
  );
