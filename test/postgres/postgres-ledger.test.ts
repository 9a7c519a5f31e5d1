import { openPostgresLedger } from '@patchbay/metering';
import { describeLedger, noon, row } from '@patchbay/metering/conformance';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  type RunningPostgres,
  type ScratchDatabase,
  scratchDatabase,
  startPostgres,
} from '../servers/start-postgres.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

let database: ScratchDatabase;
describeLedger('PostgreSQL', {
  open: async () => {
    database = await scratchDatabase(server);
    return openPostgresLedger({ pool: database.pool, now: () => noon });
  },
  dispose: () => database.drop(),
});

async function scratch(): Promise<ScratchDatabase> {
  const own = await scratchDatabase(server);
  onTestFinished(() => own.drop());
  return own;
}

describe('a ledger in PostgreSQL', () => {
  const day = 86_400_000;

  test('is opened by several instances at once, and what they write together is there once', async () => {
    const { pool } = await scratch();
    const ledgers = await Promise.all(
      Array.from({ length: 3 }, () => openPostgresLedger({ pool, now: () => noon })),
    );
    const rows = Array.from({ length: 60 }, (_, index) =>
      row({ consultId: `c-${index % 5}`, connection: `k-${index}` }),
    );
    const results = await Promise.all(
      ledgers.flatMap((ledger, offset) =>
        rows.map((_, index) => ledger.append([rows[(index * 7 + offset * 13) % 60] ?? row()])),
      ),
    );
    expect(results.flatMap(({ accepted }) => accepted).sort()).toEqual(rows.map(({ id }) => id).sort());
    expect(results.flatMap(({ duplicates }) => duplicates)).toHaveLength(120);
    expect(await ledgers[0]?.health()).toMatchObject({ rows: 60 });
  });

  test('keeps each month in a partition of its own, and a consult in the month of its first row', async () => {
    const { pool } = await scratch();
    const ledger = await openPostgresLedger({ pool, now: () => noon });
    const first = row({ receivedAt: noon });
    const late = row({ kind: 'left', receivedAt: noon + 40 * day });
    const other = row({ consultId: 'other', receivedAt: noon + 40 * day });
    await ledger.append([first]);
    await ledger.append([late, other]);
    // The same fact again, from whatever month.
    expect(await ledger.append([{ ...first, receivedAt: noon + 70 * day }])).toMatchObject({ accepted: [] });
    const { rows } = await pool.query<{ partition: string; count: string }>(
      'SELECT tableoid::regclass::text AS partition, count(*) FROM ledger_evidence GROUP BY 1 ORDER BY 1',
    );
    expect(rows).toEqual([
      { partition: 'ledger_evidence_2026_06', count: '2' },
      { partition: 'ledger_evidence_2026_07', count: '1' },
    ]);
    expect(await ledger.evidenceOf('consult-1')).toEqual([first, late]);
  });

  test('makes a month’s partition while another instance reads and writes', async () => {
    const { pool } = await scratch();
    const ledger = await openPostgresLedger({ pool, now: () => noon });
    await ledger.append([row()]);
    const busy = await pool.connect();
    try {
      await busy.query('BEGIN');
      await busy.query('SELECT count(*) FROM ledger_evidence');
      await busy.query(`UPDATE ledger_evidence SET kind = kind`);
      const next = row({ consultId: 'next', receivedAt: noon + 40 * day });
      expect((await ledger.append([next])).accepted).toEqual([next.id]);
    } finally {
      await busy.query('ROLLBACK');
      busy.release();
    }
  });

  test('loses only what PostgreSQL will not have, and says so', async () => {
    const { pool } = await scratch();
    const ledger = await openPostgresLedger({ pool, now: () => noon });
    const [good, bad] = [row({ connection: 'good' }), row({ connection: 'not a \0 text' })];
    const [first, second] = await Promise.allSettled([ledger.append([bad]), ledger.append([good])]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'unavailable' } });
    expect(second).toMatchObject({ status: 'fulfilled', value: { accepted: [good.id] } });
  });

  test('written by a newer version is left alone', async () => {
    const { pool } = await scratch();
    await openPostgresLedger({ pool, now: () => noon });
    await pool.query('INSERT INTO ledger_migration VALUES (99, 0)');
    await expect(openPostgresLedger({ pool, now: () => noon })).rejects.toMatchObject({
      code: 'newer-schema',
    });
  });

  test('that was taken away is told, and comes back with the connection', async () => {
    const { pool } = await scratch();
    const ledger = await openPostgresLedger({ pool, now: () => noon });
    await ledger.append([row({ connection: 'a' })]);
    const pending = ledger.append([row({ connection: 'b' })]);
    await pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await pending.catch(() => undefined);
    await ledger.append([row({ connection: 'b' })]);
    expect((await ledger.evidenceOf('consult-1')).map(({ connection }) => connection)).toEqual(['a', 'b']);
  });

  test('that is not there is unavailable', async () => {
    const own = await scratchDatabase(server);
    await own.drop();
    await expect(openPostgresLedger({ pool: own.pool, now: () => noon })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});
