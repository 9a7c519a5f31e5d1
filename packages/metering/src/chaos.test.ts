import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomSource, type RandomSource } from '../test/random-source.ts';
import { randomConsult, type TrueConsult } from '../test/random-truth.ts';
import { runChaos } from '../test/run-chaos.ts';
import { consultId, heartbeatSeconds, leaseSeconds, tenant, type TruePage } from '../test/true-page.ts';
import { billableConnections } from './billable-connections.ts';
import { foldPresence } from './fold-presence.ts';
import { groupBy } from './group-by.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { openSqliteLedger } from './sqlite-ledger.ts';
import type { Ledger } from './ledger.ts';
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
/** Hundreds, in seconds, and the same ones every time; a failure names its seed. */
const runs = { numRuns: 300, seed: 20_261_123 };

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
      { ...runs, numRuns: 100 },
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

const everything = { providers: ['livekit', 'mesh'], everything: true };

describe('everything that can go wrong at once', () => {
  test.each([[0], [20], [50]])(
    'the truth lies within every bound, and nobody is counted or billed twice: %d %% lost',
    (lossPercent) => {
      const figures = runChaos({ runs: 200, seed: 20_261_125, trouble: { ...everything, lossPercent } });
      console.log(JSON.stringify({ lossPercent, ...figures }));
      expect(figures).toMatchObject({ runs: 200, wrong: [], wrongRuns: 0 });
      expect(figures.events).toBeGreaterThan(15_000);
    },
  );

  test('any arrival, in pieces, with folds in between: the identical result from a store', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'patchbay-chaos-'));
    const sqlite = await openSqliteLedger({ path: join(directory, 'chaos.ledger'), now: () => 0 });
    try {
      for (let seed = 0; seed < 20; seed += 1) {
        const random = randomSource(seed);
        const own = randomConsult(random, { ...everything, lossPercent: 20 });
        const evidence = own.evidence.map((row) => ({
          ...row,
          id: `${seed}/${row.id}`,
          consultId: `consult-${seed}`,
        }));
        const consult = { ...own, evidence };
        const expected = fold(consult);
        for (const ledger of [createMemoryLedger(), sqlite]) {
          await arrive(random, ledger, consult);
          const kept = await ledger.evidenceOf(`consult-${seed}`);
          expect(fold({ ...consult, evidence: kept })).toEqual(expected);
        }
      }
    } finally {
      await sqlite.close();
      await rm(directory, { recursive: true, force: true });
    }
  });
});

/** In any order, in pieces of any size, each redelivery after the delivery that it repeats, folded as it comes. */
async function arrive(random: RandomSource, ledger: Ledger, consult: TrueConsult): Promise<void> {
  const places = new Map<string, number>();
  const placed = consult.evidence
    .map((row) => {
      const place = random.between(places.get(row.id) ?? 0, 1_000_000);
      places.set(row.id, place);
      return { row, place };
    })
    .sort((a, b) => a.place - b.place);
  for (let from = 0; from < placed.length;) {
    const to = from + random.between(1, 200);
    await ledger.append(placed.slice(from, to).map(({ row }) => row));
    from = to;
    const [first] = placed;
    if (first && random.chance(10)) {
      fold({ ...consult, evidence: await ledger.evidenceOf(first.row.consultId) });
    }
  }
}
