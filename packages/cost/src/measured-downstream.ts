import type { Decimal } from '@patchbay/contract';
import { exact, type Exact } from './exact.ts';

/** What of some participant-minutes' traffic to participants was counted. */
export interface MeasuredDownstream {
  /** Of 10^9 bytes, that were counted. */
  readonly gigabytes: Exact;
  /** Participant-minutes in which they were, and all of them. */
  readonly counted: Exact;
  readonly minutes: Exact;
}

/** Gigabytes a minute: counted, and assumed for the minutes in which nobody counted. The assumption where nothing was. */
export function blendedRate({ gigabytes, counted, minutes }: MeasuredDownstream, assumed: Decimal): Decimal {
  if (counted.lte(0) || minutes.lte(0)) return assumed;
  const rest = counted.gt(minutes) ? minutes.minus(minutes) : minutes.minus(counted);
  return gigabytes.plus(exact(assumed, 'downstream').times(rest)).div(minutes).toFixed();
}

/** In words, how much of it was counted; undefined where nothing was. */
export const countedShare = ({ counted, minutes }: MeasuredDownstream): string | undefined =>
  counted.lte(0) || minutes.lte(0)
    ? undefined
    : `counted for ${counted.toFixed(2)} of ${minutes.toFixed(2)} minutes`;
