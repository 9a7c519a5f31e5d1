import { VideoError, isVideoError, type ProviderId } from '@patchbay/contract';
import type { SessionEnvironment } from './session-environment.ts';

type Timers = Pick<SessionEnvironment, 'setTimeout' | 'clearTimeout'>;

export interface Bounds {
  readonly provider: ProviderId;
  /** Undefined where only the signals end the waiting. */
  readonly milliseconds: number | undefined;
  /** What was tried, for the message: "joining". */
  readonly doing: string;
  readonly signals: readonly AbortSignal[];
  /** What the vendor's own errors mean. */
  readonly translate?: ((error: unknown) => VideoError) | undefined;
}

/**
 * Runs a vendor's work under a deadline and under the caller's signals. Rejects with `timeout` or `aborted` at once when
 * one of them fires, whether or not the vendor listens to the signal it was given; other errors come out as `VideoError`.
 */
export async function withDeadline<Result>(
  timers: Timers,
  bounds: Bounds,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const cleanups: (() => void)[] = [];
  const interruption = new Promise<never>((_, reject) => {
    const interrupt = (error: VideoError) => {
      reject(error);
      controller.abort(error);
    };
    if (bounds.milliseconds !== undefined) {
      const timer = timers.setTimeout(() => interrupt(timeoutError(bounds)), bounds.milliseconds);
      cleanups.push(() => timers.clearTimeout(timer));
    }
    for (const signal of bounds.signals) {
      const onAbort = () => interrupt(abortError(bounds));
      if (signal.aborted) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      cleanups.push(() => signal.removeEventListener('abort', onAbort));
    }
  });
  interruption.catch(() => undefined);
  try {
    if (controller.signal.aborted) return await interruption;
    return await Promise.race([interruption, work(controller.signal)]);
  } catch (error) {
    if (isVideoError(error) || bounds.translate === undefined) throw toVideoError(error, bounds.provider);
    throw bounds.translate(error);
  } finally {
    for (const cleanup of cleanups) cleanup();
  }
}

/** A vendor's raw error becomes `provider-failure` with the original as its cause. */
export function toVideoError(error: unknown, provider: ProviderId): VideoError {
  if (isVideoError(error)) return error;
  return new VideoError('provider-failure', 'The video provider failed. The cause is attached.', {
    provider,
    cause: error,
  });
}

const timeoutError = ({ doing, milliseconds, provider }: Bounds) =>
  new VideoError('timeout', `The provider did not finish ${doing} within ${milliseconds} ms. Try again.`, {
    provider,
    retryable: true,
  });

const abortError = ({ doing, provider }: Bounds) =>
  new VideoError('aborted', `The session was left, or the caller gave up, while ${doing}.`, { provider });
