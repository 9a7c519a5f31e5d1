import { describe, expect, test } from 'vitest';
import type { BookedLedger } from '../src/ledger-work.ts';
import { createUsageBook } from '../src/usage-book.ts';
import type { FigureName } from '../src/usage-figures.ts';
import { usageOf } from '../src/usage-of.ts';
import { noon, row } from '../src/conformance/ledger-row.ts';
import { keysIn, presenceBodies } from './keys-in-ledger.ts';
import { randomSource } from './random-source.ts';
import { type Desk, expectRecomputed, period, times } from './expect-recomputed.ts';
import { recomputedConnections } from './recomputed-usage.ts';
import { truthArrivals } from './truth-arrivals.ts';

/** An empty ledger of the store, and how it is taken away. */
export interface BookHarness {
  readonly open: () => Promise<{ readonly ledger: BookedLedger; readonly dispose: () => Promise<void> }>;
  /** How many random truths each property is tried with. */
  readonly runs: number;
}

/** A random truth is hundreds of transactions, each on disk. */
const patience = { timeout: 120_000 };
const [hour, day] = [3_600_000, 86_400_000];
const evening = Date.UTC(2026, 5, 30, 23, 30);

const settle = async ({ book }: Desk): Promise<void> => {
  while ((await book.rollUp(7)).more);
};

/** What every store's rollups promise. */
export function describeUsageBook(name: string, { open, runs }: BookHarness): void {
  const withDesk = async (use: (desk: Desk) => Promise<void>): Promise<void> => {
    const { ledger, dispose } = await open();
    const clock = { at: evening };
    const hex = randomSource(7);
    const randomHex = (digits: number): string =>
      Array.from({ length: digits }, () => hex.between(0, 15).toString(16)).join('');
    try {
      const book = createUsageBook(ledger, { ...times, refreshSeconds: 0, now: () => clock.at, randomHex });
      await use({ ledger, book, clock });
    } finally {
      await ledger.close();
      await dispose();
    }
  };
  const seeds = Array.from({ length: runs }, (_, index) => 20_261_125 + index);

  describe(`usage book in ${name}`, () => {
    test.each(seeds)(
      'rollups are what a recomputation gives, whatever comes when (%i)',
      patience,
      async (seed) => {
        await withDesk(async (desk) => {
          const random = randomSource(seed);
          const arrivals = [...truthArrivals(random, random.between(2, 6))];
          while (arrivals.length > 0) {
            await desk.ledger.append(arrivals.splice(0, random.between(1, 60)));
            desk.clock.at += random.between(1, hour);
            if (random.chance(50)) await desk.book.rollUp(random.between(1, 4));
            if (random.chance(10)) {
              await settle(desk);
              await expectRecomputed(desk);
            }
          }
          await settle(desk);
          await expectRecomputed(desk);
          desk.clock.at += 3 * day;
          await settle(desk);
          await expectRecomputed(desk);
          expect(await desk.book.rollUp()).toEqual({
            consults: 0,
            hours: 0,
            more: false,
            completeAt: desk.clock.at,
          });
        });
      },
    );

    test.each(seeds)(
      'closing figures and corrections add up to a recomputation (%i)',
      patience,
      async (seed) => {
        await withDesk(async (desk) => {
          const { ledger, book, clock } = desk;
          const random = randomSource(seed);
          const arrivals = [...truthArrivals(random, random.between(2, 5))];
          await ledger.append(arrivals.splice(0, random.between(0, arrivals.length)));
          clock.at = Date.UTC(2026, 6, 2);
          expect(await book.closeMonth('2026-06')).toBe(true);
          const closing = await book.closing('2026-06');
          while (arrivals.length > 0) {
            await ledger.append(arrivals.splice(0, random.between(1, 200)));
            clock.at += random.between(1, 5 * hour);
            await settle(desk);
          }
          clock.at += 3 * day;
          await settle(desk);
          await expectRecomputed(desk);
          expect(await book.closeMonth('2026-06')).toBe(false);
          expect(await book.closing('2026-06')).toEqual(closing);
          const corrections = await book.corrections({ of: '2026-06' });
          expect(corrections.every(({ datedIn }) => datedIn === '2026-07')).toBe(true);
          expect(await book.corrections({ datedIn: '2026-07' })).toEqual(corrections);
          const connections = await recomputedConnections(ledger, { ...times, now: clock.at });
          const june = { from: period.from, to: Date.UTC(2026, 6) };
          const total = (name: FigureName): number =>
            [...closing, ...corrections]
              .filter(({ provider }) => provider !== '')
              .reduce((sum, { figures }) => sum + figures[name], 0);
          const truth = usageOf(connections, june).total;
          expect([total('milliseconds'), total('connections'), total('bound_milliseconds')]).toEqual([
            Math.round(truth.participantSeconds * 1000),
            truth.connections,
            Math.round(truth.errorBoundSeconds * 1000),
          ]);
          const rolled = await book.usageFromRollups(june);
          const minutes = rolled.summaries
            .flatMap(({ sums }) => sums)
            .reduce((sum, { perConnection }) => sum + perConnection.minuteUp.all, 0);
          expect(total('minute_up')).toBe(minutes);
        });
      },
    );

    test.each(seeds.slice(0, 5))(
      'erasing people changes no minute, and links nothing (%i)',
      patience,
      async (seed) => {
        await withDesk(async (desk) => {
          const { ledger, book, clock } = desk;
          await ledger.append(truthArrivals(randomSource(seed), 5));
          clock.at += 30 * day;
          await settle(desk);
          const before = await book.usageFromRollups(period);
          const hours = await book.hours(period);
          const known = await keysIn(ledger);
          const erased = await book.erase({ tenant: 'clinic', person: 'person-0' });
          expect(erased).toEqual({ consults: 3, waiting: 0 });
          await settle(desk);
          expect(await book.usageFromRollups(period)).toEqual(before);
          expect(await book.hours(period)).toEqual(hours);
          await expectRecomputed(desk);
          const after = await keysIn(ledger);
          expect(known.get('clinic person-0')?.size).toBe(3);
          expect(after.get('clinic person-0')).toBeUndefined();
          expect(after.get('other person-0')).toEqual(known.get('other person-0'));
          const fresh = [...after].filter(([key]) => !known.has(key));
          expect(fresh.map(([, consults]) => consults.size)).toEqual([1, 1, 1]);
          const again = await book.erase({ tenant: 'clinic', person: 'person-0' });
          expect(again).toEqual({ consults: 0, waiting: 0 });
          const presence = await ledger.transact(presenceBodies);
          const bodies = presence.map(({ body }) => String(body)).filter((body) => body.includes('"clinic"'));
          expect(bodies.join('')).not.toContain('person-0"');
        });
      },
    );

    test('erasing exchanges what the key could be proved from, and keeps what identifies a vendor’s fact', async () => {
      await withDesk(async ({ ledger, book, clock }) => {
        const beat = row({ source: 'heartbeat', connection: 'page', beat: { sequence: 0, elapsed: 0 } });
        const hook = row({ connection: 'vendor' });
        await ledger.append([beat, hook]);
        clock.at = noon + 8 * day;
        expect(await book.erase({ tenant: 'clinic', person: 'p1' })).toMatchObject({ consults: 1 });
        const [page, vendor] = await ledger.evidenceOf('consult-1');
        expect(page?.person).toMatch(/^[0-9a-f]{32}$/);
        expect(page?.id).not.toBe(beat.id);
        expect(page?.connection).not.toBe('page');
        expect(vendor).toEqual({ ...hook, person: page?.person });
        expect(await ledger.append([hook])).toMatchObject({ duplicates: [hook.id] });
      });
    });

    test('a person who was there lately is erased when that is over', async () => {
      await withDesk(async ({ ledger, book, clock }) => {
        await ledger.append([row()]);
        clock.at = noon + 6 * day;
        expect(await book.erase({ tenant: 'clinic', person: 'p1' })).toEqual({ consults: 0, waiting: 1 });
        clock.at = noon + 8 * day;
        expect(await book.erase({ tenant: 'clinic', person: 'p1' })).toEqual({ consults: 1, waiting: 0 });
      });
    });

    test('a correction says what, by how much, of which consult and why', async () => {
      await withDesk(async (desk) => {
        const { ledger, book, clock } = desk;
        await ledger.append([row({ kind: 'left', at: noon + 60_000 }), row()]);
        clock.at = Date.UTC(2026, 6, 5);
        await book.closeMonth('2026-06');
        await ledger.append([
          row({ connection: 'c2' }),
          row({ connection: 'c2', kind: 'left', at: noon + 90_000 }),
        ]);
        await settle(desk);
        const first = (await book.corrections({ of: '2026-06' })).find(
          ({ provider, participantClass }) => provider !== '' && participantClass === 'person',
        );
        expect(first).toMatchObject({
          datedIn: '2026-07',
          madeAt: clock.at,
          tenant: 'clinic',
          provider: 'livekit',
          consultId: 'consult-1',
          reasons: ['webhook joined', 'webhook left'],
          figures: { consults: 0, connections: 1, milliseconds: 90_000, minute_up: 120 },
        });
      });
    });

    test('forgets the evidence of closed months and keeps their figures', async () => {
      await withDesk(async (desk) => {
        const { ledger, book, clock } = desk;
        const old = [row(), row({ kind: 'left', at: noon + 600_000, receivedAt: noon + 600_000 })];
        const later = Date.UTC(2026, 6, 20, 12);
        const recent = row({ consultId: 'recent', at: later, receivedAt: later });
        await ledger.append([...old, recent]);
        clock.at = Date.UTC(2026, 7, 3);
        await settle(desk);
        await expect(book.forgetBefore(Date.UTC(2026, 6, 15))).rejects.toMatchObject({ code: 'month-open' });
        await book.closeMonth('2026-06');
        const [before, hours, closing] = [
          await book.usageFromRollups(period),
          await book.hours(period),
          await book.closing('2026-06'),
        ];
        expect(await book.forgetBefore(Date.UTC(2026, 6, 15))).toEqual({ consults: 1, evidenceRows: 2 });
        expect(await ledger.evidenceOf('consult-1')).toEqual([]);
        expect(await ledger.evidenceOf('recent')).toEqual([recent]);
        expect(await ledger.health()).toMatchObject({ rows: 1 });
        // Late, doubled, or about an hour that others share: it is taken, and changes nothing.
        await ledger.append([...old, row({ connection: 'late', receivedAt: clock.at })]);
        await ledger.append([{ ...recent, id: 'another', kind: 'left', at: later + 1000 }]);
        await settle(desk);
        expect(await book.closing('2026-06')).toEqual(closing);
        expect(await book.corrections({ of: '2026-06' })).toEqual([]);
        const after = await book.usageFromRollups({ from: period.from, to: Date.UTC(2026, 6) });
        expect(after.summaries).toEqual(before.summaries.filter(({ month }) => month === '2026-06'));
        expect((await book.hours(period)).filter(({ from }) => from < Date.UTC(2026, 6))).toEqual(
          hours.filter(({ from }) => from < Date.UTC(2026, 6)),
        );
        expect(await book.forgetBefore(Date.UTC(2026, 6, 15))).toEqual({ consults: 0, evidenceRows: 0 });
      });
    });

    test('closes a month when nobody can be in it any more, and not before', async () => {
      await withDesk(async ({ book, clock }) => {
        clock.at = Date.UTC(2026, 6, 2) - 1;
        for (const month of ['2026-13', '2026-6', 'now', '']) {
          await expect(book.closeMonth(month)).rejects.toMatchObject({ code: 'month-invalid' });
        }
        await expect(book.closeMonth('2026-06')).rejects.toMatchObject({ code: 'month-not-over' });
        clock.at += 1;
        expect(await book.closeMonth('2026-06')).toBe(true);
      });
    });

    test.each([
      [period.from + 1, period.to],
      [period.from, period.to - 1],
      [period.to, period.from],
      [0, Infinity],
      [Number.NaN, period.to],
    ])('answers for whole months only: %d to %d', async (from, to) => {
      await withDesk(async ({ book }) => {
        await expect(book.usageFromRollups({ from, to })).rejects.toMatchObject({
          code: 'period-not-months',
        });
      });
    });
  });
}
