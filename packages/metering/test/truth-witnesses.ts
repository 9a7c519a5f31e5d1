import type { Evidence } from '@patchbay/contract';
import type { VendorClock } from './random-clock.ts';
import type { RandomSource } from './random-source.ts';
import { observed, type VendorTruth } from './truth-webhooks.ts';

const days = 86_400_000;

/** Roster polls: each connection seen a few times while it was there. */
export const pollsOf = (random: RandomSource, of: VendorTruth, clock: VendorClock): readonly Evidence[] =>
  of.connections.flatMap(({ id, start, end }) =>
    Array.from({ length: random.between(0, 4) }, () =>
      observed(
        of,
        { kind: 'present', source: 'roster-poll', connection: id, ...clock(random.between(start, end)) },
        random.between(0, 5000),
      ),
    ),
  );

/** The vendor's usage of each connection: days later, and in whole seconds. */
export const usageOfConnection = (
  random: RandomSource,
  of: VendorTruth,
  clock: VendorClock,
): readonly Evidence[] =>
  of.connections.flatMap(({ id, start, end }) => {
    const late = random.between(days, 14 * days);
    const fact = { source: 'vendor-usage', connection: id } as const;
    return [
      observed(of, { ...fact, kind: 'joined', ...clock(start, 1000) }, late),
      observed(of, { ...fact, kind: 'left', ...clock(end, 1000) }, late),
    ];
  });
