import { createUsageBook, openPostgresLedger } from '@patchbay/metering';
import { noon, row } from '@patchbay/metering/conformance';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { describeUsageBook } from '../../packages/metering/test/describe-usage-book.ts';
import { randomSource } from '../../packages/metering/test/random-source.ts';
import { recomputedConnections, recomputedSummaries } from '../../packages/metering/test/recomputed-usage.ts';
import { truthArrivals } from '../../packages/metering/test/truth-arrivals.ts';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

describeUsageBook('PostgreSQL', {
  open: async () => {
    const { pool, drop } = await scratchDatabase(server);
    return { ledger: await openPostgresLedger({ pool, now: () => noon + 65 * 86_400_000 }), dispose: drop };
  },
  runs: 2,
});

describe('a usage book in PostgreSQL', () => {
  const times = { leaseSeconds: 30, heartbeatSeconds: 10 };
  const now = noon + 40 * 86_400_000;

  test('is kept by several instances at once, while others append', { timeout: 120_000 }, async () => {
    const { pool, drop } = await scratchDatabase(server);
    onTestFinished(drop);
    const books = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const ledger = await openPostgresLedger({ pool, now: () => noon });
        const book = createUsageBook(ledger, { ...times, now: () => now, randomHex: () => '' });
        return { ledger, book };
      }),
    );
    const arrivals = [...truthArrivals(randomSource(3), 8)];
    const parts = Array.from({ length: 30 }, (_, index) =>
      arrivals.filter((_row, place) => place % 30 === index),
    );
    await Promise.all(
      books.map(async ({ ledger, book }, instance) => {
        for (const [index, part] of parts.entries()) {
          await Promise.all([
            index % 3 === instance ? ledger.append(part) : undefined,
            book.rollUp(5),
            book.rollUp(5),
          ]);
        }
      }),
    );
    const [one] = books;
    if (one === undefined) throw new Error('There is no instance.');
    while ((await one.book.rollUp()).more);
    const connections = await recomputedConnections(one.ledger, { ...times, now });
    const { summaries } = await one.book.usageFromRollups({ from: Date.UTC(2026, 5), to: Date.UTC(2026, 7) });
    expect(connections.length).toBeGreaterThan(20);
    expect(summaries).toEqual(recomputedSummaries(connections));
  });

  test('drops a month’s partition when all of it is forgotten, and takes what still comes', async () => {
    const { pool, drop } = await scratchDatabase(server);
    onTestFinished(drop);
    const ledger = await openPostgresLedger({ pool, now: () => now });
    const book = createUsageBook(ledger, { ...times, now: () => now, randomHex: () => '' });
    await ledger.append([row()]);
    await book.closeMonth('2026-06');
    await book.forgetBefore(now);
    const { rows } = await pool.query('SELECT to_regclass($1) AS partition', ['ledger_evidence_2026_06']);
    expect(rows).toEqual([{ partition: null }]);
    const late = row({ kind: 'left', receivedAt: now });
    expect(await ledger.append([late])).toMatchObject({ accepted: [late.id] });
    expect(await ledger.evidenceOf('consult-1')).toEqual([late]);
  });
});
