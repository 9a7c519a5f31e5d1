import type { FoldOptions } from './presence-interval.ts';

/** The fold's options in milliseconds. */
export interface FoldTimes {
  readonly lease: number;
  readonly heartbeat: number;
  readonly longest: number;
  readonly now: number;
  readonly explain: boolean;
}

/** No session lasts longer, unless an option says otherwise. */
export const usualLongestSessionSeconds = 86_400;

/** Throws a `RangeError` that names the option which makes no sense. */
export function foldTimes(options: FoldOptions): FoldTimes {
  const {
    leaseSeconds,
    heartbeatSeconds,
    now,
    longestSessionSeconds = usualLongestSessionSeconds,
    explain = false,
  } = options;
  if (!Number.isFinite(now)) {
    throw new RangeError('now must be a number of milliseconds.');
  }
  if (!(heartbeatSeconds > 0 && Number.isFinite(heartbeatSeconds))) {
    throw new RangeError('heartbeatSeconds must be above zero.');
  }
  if (!(leaseSeconds >= heartbeatSeconds && Number.isFinite(leaseSeconds))) {
    throw new RangeError('leaseSeconds must be at least heartbeatSeconds.');
  }
  if (!(longestSessionSeconds >= leaseSeconds && Number.isFinite(longestSessionSeconds))) {
    throw new RangeError('longestSessionSeconds must be at least leaseSeconds.');
  }
  return {
    lease: Math.round(leaseSeconds * 1000),
    heartbeat: Math.round(heartbeatSeconds * 1000),
    longest: Math.round(longestSessionSeconds * 1000),
    now,
    explain,
  };
}
