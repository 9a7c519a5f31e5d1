import type { Evidence } from '@patchbay/contract';
import type { Basis } from './presence-interval.ts';

/** Where an interval starts or ends, what says so, and between which two instants the truth lies. */
export interface Endpoint<OneBasis extends Basis = Basis> {
  readonly at: number;
  readonly earliest: number;
  readonly latest: number;
  readonly basis: OneBasis;
  /** The rows that say so. */
  readonly proofs: readonly Evidence[];
}

export const noProofs: readonly Evidence[] = [];

/** The same with everything whole and in order: earliest ≤ at ≤ latest. */
export function endpoint<OneBasis extends Basis>(
  basis: OneBasis,
  at: number,
  earliest: number,
  latest: number,
  proofs: readonly Evidence[] = noProofs,
): Endpoint<OneBasis> {
  const whole = Math.round(at);
  return {
    at: whole,
    earliest: Math.min(whole, Math.floor(earliest)),
    latest: Math.max(whole, Math.ceil(latest)),
    basis,
    proofs,
  };
}

/** By how many milliseconds the true length can differ from `end.at - start.at`. */
export function lengthError(start: Endpoint, end: Endpoint): number {
  const length = end.at - start.at;
  const least = Math.max(0, end.earliest - start.latest);
  const most = end.latest - start.earliest;
  return Math.max(length - least, most - length);
}
