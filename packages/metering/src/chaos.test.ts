import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomSource } from '../test/random-source.ts';
import { randomConsult, type TrueConsult } from '../test/random-truth.ts';
import { consultId, heartbeatSeconds, leaseSeconds, tenant, type TruePage } from '../test/true-page.ts';
import { billableConnections } from './billable-connections.ts';
import { foldPresence } from './fold-presence.ts';
import { groupBy } from './group-by.ts';
import { presenceOfPersons } from './presence-of-persons.ts';
import { lengthOf, spanUnion, type Span } from './span-union.ts';

const fold = ({ evidence, now }: TrueConsult) =>
  foldPresence(evidence, { leaseSeconds, heartbeatSeconds, now });

const connectionsOf = (consult: TrueConsult, which: (page: TruePage) => boolean): readonly Span[] =>
  consult.pages.filter(which).flatMap((page) => page.connections);

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const secondsOf = (spans: readonly Span[]): number => lengthOf(spans) / 1000;
/** Of sums of thousandths as floating-point numbers. */
const rounding = 1e-6;

const troubles = [
  { name: 'nothing lost', lossPercent: 0, providers: ['livekit'] },
  { name: 'a fifth lost', lossPercent: 20, providers: ['livekit'] },
  { name: 'half lost', lossPercent: 50, providers: ['livekit'] },
  { name: 'a fifth lost, two providers', lossPercent: 20, providers: ['livekit', 'mesh'] },
] as const;

const seeds = fc.integer({ min: 0, max: 0xff_ff_ff_ff });
/** Thousands, in seconds, and the same ones every time; a failure names its seed. */
const runs = { numRuns: 1500, seed: 20_261_123 };

describe('random truths', () => {
  test.each(troubles)('persons: the truth lies within the bound ($name)', (trouble) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const consult = randomConsult(randomSource(seed), trouble);
        const persons = presenceOfPersons(fold(consult));
        expect(persons.map(({ person }) => person)).toEqual(
          [...new Set(consult.pages.map(({ person }) => person))].sort(),
        );
        for (const { person, seconds, errorBoundSeconds } of persons) {
          const truth = secondsOf(spanUnion(connectionsOf(consult, (page) => page.person === person)));
          expect(Math.abs(seconds - truth)).toBeLessThanOrEqual(errorBoundSeconds + rounding);
        }
      }),
      runs,
    );
  });

  test.each(troubles)('bills: the truth lies within the bound ($name)', (trouble) => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const consult = randomConsult(randomSource(seed), trouble);
        const bills = billableConnections(fold(consult));
        for (const group of groupBy(bills, ({ person, provider }) => [person, provider])) {
          const [{ person, provider }] = group;
          const truth = secondsOf(
            connectionsOf(consult, (page) => page.person === person && page.provider === provider),
          );
          const billed = sum(group.map((one) => one.seconds));
          const bound = sum(group.map((one) => one.errorBoundSeconds));
          expect(Math.abs(billed - truth)).toBeLessThanOrEqual(bound + rounding);
        }
      }),
      runs,
    );
  });

  test('bounds are worth having: a median of seconds when a fifth of everything is lost', () => {
    const bounds = Array.from({ length: 500 }, (_, seed) => randomConsult(randomSource(seed), troubles[1]))
      .flatMap((consult) => presenceOfPersons(fold(consult)))
      .map((one) => one.errorBoundSeconds)
      .sort((a, b) => a - b);
    expect(bounds[Math.floor(bounds.length / 2)]).toBeLessThan(60);
  });

  test('any order, and any redelivery, gives the identical intervals', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = randomSource(seed);
        const consult = randomConsult(random, { lossPercent: 20, providers: ['livekit', 'mesh'] });
        const shuffled = consult.evidence
          .map((row) => ({ row, place: random.between(0, 1_000_000) }))
          .sort((a, b) => a.place - b.place)
          .map(({ row }) => row);
        const late = consult.evidence.map((row) => ({ ...row, receivedAt: row.receivedAt + 60_000 }));
        const intervals = fold(consult);
        expect(fold({ ...consult, evidence: shuffled })).toEqual(intervals);
        expect(fold({ ...consult, evidence: [...late, ...shuffled, ...late] })).toEqual(intervals);
        expect(billableConnections(intervals.toReversed())).toEqual(billableConnections(intervals));
        expect(presenceOfPersons(intervals.toReversed())).toEqual(presenceOfPersons(intervals));
      }),
      { ...runs, numRuns: 500 },
    );
  });

  test('when nothing is lost, each vendor connection is billed once and exactly, and nothing else is', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const consult = randomConsult(randomSource(seed), troubles[0]);
        const bills = billableConnections(fold(consult));
        const truth = consult.pages.flatMap((page) => page.connections);
        expect(bills.map(({ connection }) => connection).sort()).toEqual(truth.map(({ id }) => id).sort());
        for (const bill of bills) {
          const { start = 0, end = 0 } = truth.find(({ id }) => id === bill.connection) ?? {};
          expect(bill).toMatchObject({ tenant, consultId, start, end: Math.floor(end / 1000) * 1000 });
          expect(bill.errorBoundSeconds).toBeLessThan(1.01);
        }
      }),
      runs,
    );
  });
});
