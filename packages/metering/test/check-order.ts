import { billableConnections } from '../src/billable-connections.ts';
import type { PresenceInterval } from '../src/presence-interval.ts';
import { presenceOfPersons } from '../src/presence-of-persons.ts';
import type { RandomSource } from './random-source.ts';
import type { TrueConsult } from './random-truth.ts';
import { shuffled } from './shuffled.ts';

type Fold = (evidence: TrueConsult['evidence']) => readonly PresenceInterval[];

/** In another order, with more redeliveries: the same intervals, bills and persons to the letter. */
export function checkOrder(random: RandomSource, { evidence }: TrueConsult, fold: Fold): readonly string[] {
  const again = evidence
    .filter(() => random.chance(20))
    .map((row) => ({ ...row, receivedAt: row.receivedAt + random.between(900_000, 9_000_000) }));
  const intervals = fold(evidence);
  const others = shuffled(random, intervals);
  const wrong: string[] = [];
  const expectSame = (what: string, one: unknown, other: unknown): void => {
    if (JSON.stringify(one) !== JSON.stringify(other)) wrong.push(`another order gives other ${what}`);
  };
  expectSame('intervals', fold(shuffled(random, [...evidence, ...again])), intervals);
  expectSame('bills', billableConnections(others), billableConnections(intervals));
  expectSame('persons', presenceOfPersons(others), presenceOfPersons(intervals));
  return wrong;
}
