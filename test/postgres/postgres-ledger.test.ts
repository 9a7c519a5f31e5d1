import { setTimeout as sleep } from 'node:timers/promises';
import { type NamedStatement, openPostgresLedger, type PostgresPool } from '@patchbay/metering';
import { describeLedger, noon, row } from '@patchbay/metering/conformance';
import { Pool } from 'pg';
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

  test('finds a consult that another instance makes at the same moment', async () => {
    const { pool } = await scratch();
    const ledger = await openPostgresLedger({ pool, now: () => noon });
    await ledger.append([row({ consultId: 'earlier' })]);
    const other = await pool.connect();
    await other.query('BEGIN');
    await other.query(
      "INSERT INTO ledger_consult (tenant, consult_id, month, first, last) VALUES ('clinic', 'consult-1', '2026-06-01', 1, 2)",
    );
    const rows = [row({ consultId: 'earlier', connection: 'b' }), row()];
    const appended = ledger.append(rows);
    await sleep(100);
    await other.query('COMMIT');
    other.release();
    expect(await appended).toEqual({ accepted: rows.map(({ id }) => id), duplicates: [] });
    expect(await ledger.evidenceOf('consult-1')).toEqual([row()]);
    expect(await ledger.consultsBetween({ from: 0, to: Infinity })).toContainEqual({
      tenant: 'clinic',
      consultId: 'consult-1',
      first: 1,
      last: noon,
    });
  });

  test('waits for the disk, also where the database would not', async () => {
    const { pool, url } = await scratch();
    const ledger = await openPostgresLedger({ pool, now: () => noon });
    await pool.query(`
      CREATE TABLE seen (setting text);
      CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO seen VALUES (current_setting('synchronous_commit')); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON ledger_consult DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION see();
      ALTER DATABASE ${new URL(url).pathname.slice(1)} SET synchronous_commit = off`);
    await ledger.close();
    const fresh = new Pool({ connectionString: url, max: 1 });
    fresh.on('error', () => undefined);
    expect((await fresh.query('SHOW synchronous_commit')).rows).toEqual([{ synchronous_commit: 'off' }]);
    await (await openPostgresLedger({ pool: fresh, now: () => noon })).append([row()]);
    expect((await fresh.query('SELECT setting FROM seen')).rows).toEqual([{ setting: 'on' }]);
    await fresh.end();
  });

  test('goes on behind a pooler that keeps no names of statements', async () => {
    const { pool } = await scratch();
    let named = 0;
    const forgetful: PostgresPool = {
      connect: () => pool.connect(),
      query: (statement: string | NamedStatement, values?: unknown[]) => {
        if (typeof statement === 'string') return pool.query(statement, values);
        named += 1;
        return Promise.reject(Object.assign(new Error('There is no such statement.'), { code: '26000' }));
      },
    };
    const ledger = await openPostgresLedger({ pool: forgetful, now: () => noon });
    await ledger.append([row({ connection: 'a' })]);
    await ledger.append([row({ connection: 'b' })]);
    expect(await ledger.evidenceOf('consult-1')).toHaveLength(2);
    expect(named).toBe(1);
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
