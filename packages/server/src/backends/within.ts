import type { Schedule } from './schedule.ts';

/** What the promise comes to, unless it takes longer: then the error. */
export async function within<Value>(
  schedule: Schedule,
  milliseconds: number,
  promise: Promise<Value>,
  error: () => Error,
): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const cancel = schedule(() => reject(error()), milliseconds);
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}
