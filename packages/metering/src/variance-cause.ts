import type { BillableConnection } from './presence-interval.ts';
import type { VarianceCause } from './reconciliation.ts';

const isToldWhole = ({ witness, startBasis, endBasis }: BillableConnection): boolean =>
  witness === 'vendor' && startBasis === 'observed' && endBasis === 'observed';

/** What explains that a vendor counts one of our connections by so much more (or less); in milliseconds. */
export function causeOfDifference(
  ours: BillableConnection,
  variance: number,
  precision: number,
): VarianceCause {
  const told = isToldWhole(ours);
  // Where nobody told the ends, our bound is no excuse: it is what the missing word costs.
  const coarse = precision + (told ? ours.errorBoundSeconds * 1000 : 0);
  if (Math.abs(variance) <= coarse) return 'rounding';
  if (told) return 'length';
  if (ours.witness === 'heartbeat') return 'webhooks-lost';
  return ours.endBasis === 'observed' ? 'missing-join' : 'missing-leave';
}

/** What explains that a vendor has none of one of our connections. */
export function causeOfAbsence({ witness, endBasis, sources }: BillableConnection): VarianceCause {
  const endedBySilence = endBasis === 'lease' || endBasis === 'room-ended';
  return witness === 'vendor' && endedBySilence && !sources.includes('roster-poll')
    ? 'ghost'
    : 'missing-there';
}
