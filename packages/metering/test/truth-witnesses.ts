import type { Evidence } from '@patchbay/contract';
import type { Happenings } from './happenings.ts';
import type { VendorClock } from './random-clock.ts';
import type { RandomSource } from './random-source.ts';
import { observed, type VendorTruth } from './truth-webhooks.ts';

const days = 86_400_000;

/** What else tells of a vendor's connections beside its webhooks. */
export function witnessesOf(
  random: RandomSource,
  happens: Happenings['happens'],
  of: VendorTruth,
  { lossPercent, clock }: { readonly lossPercent: number; readonly clock: VendorClock },
): readonly Evidence[] {
  // A poll of some vendors does not tell a recorder from a person.
  const polled = happens('poll-without-class') ? ({ ...of, participantClass: 'person' } as const) : of;
  return [
    ...(happens('polls') ? pollsOf(random, polled, clock) : []),
    ...(happens('signalling') ? signalledOf(random, of, clock) : []),
    ...(happens('vendor-usage') ? usageOfConnection(random, of, clock) : []),
  ].filter(() => !random.chance(lossPercent));
}

/** Roster polls: each connection seen a few times while it was there. */
const pollsOf = (random: RandomSource, of: VendorTruth, clock: VendorClock): readonly Evidence[] =>
  of.connections.flatMap(({ id, start, end }) =>
    Array.from({ length: random.between(0, 4) }, () =>
      observed(
        of,
        { kind: 'present', source: 'roster-poll', connection: id, ...clock(random.between(start, end)) },
        random.between(0, 5000),
      ),
    ),
  );

/** The same joins and leaves as the webhooks tell, by the vendor's signalling. */
const signalledOf = (random: RandomSource, of: VendorTruth, clock: VendorClock): readonly Evidence[] =>
  of.connections.flatMap(({ id, start, end }) => {
    const fact = { source: 'signalling', connection: id } as const;
    return [
      observed(of, { ...fact, kind: 'joined', ...clock(start) }, random.between(0, 2000)),
      observed(of, { ...fact, kind: 'left', ...clock(end) }, random.between(0, 2000)),
    ];
  });

/** The vendor's usage of each connection: days later, and in whole seconds. */
const usageOfConnection = (random: RandomSource, of: VendorTruth, clock: VendorClock): readonly Evidence[] =>
  of.connections.flatMap(({ id, start, end }) => {
    const late = random.between(days, 14 * days);
    const fact = { source: 'vendor-usage', connection: id } as const;
    return [
      observed(of, { ...fact, kind: 'joined', ...clock(start, 1000) }, late),
      observed(of, { ...fact, kind: 'left', ...clock(end, 1000) }, late),
    ];
  });
