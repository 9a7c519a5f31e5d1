import type { ProviderId } from './ids.ts';
import { VideoError } from './video-error.ts';

/** What the work gives, unless the signal of a join fires first: then it rejects with `aborted` at once, whatever becomes of the work. */
export async function unlessAborted<Value>(
  provider: ProviderId,
  signal: AbortSignal,
  work: Promise<Value>,
): Promise<Value> {
  const { promise: abandoned, reject } = Promise.withResolvers<never>();
  const abandon = () => reject(new VideoError('aborted', 'The join was abandoned.', { provider }));
  signal.addEventListener('abort', abandon);
  if (signal.aborted) abandon();
  try {
    return await Promise.race([abandoned, work]);
  } finally {
    signal.removeEventListener('abort', abandon);
  }
}
