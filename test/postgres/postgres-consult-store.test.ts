import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openPostgresConsultStore } from '../../packages/server/src/consults/postgres-consult-store.ts';
import { describeConsultStore, storedConsult } from '../../packages/server/test/describe-consult-store.ts';
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

const place = 'postgresql://test';
const now = () => 1_795_000_000_000;

let database: ScratchDatabase;
describeConsultStore('PostgreSQL', {
  prepare: async () => {
    database = await scratchDatabase(server);
  },
  open: () => openPostgresConsultStore({ pool: database.pool, place, now }),
  dispose: () => database.drop(),
});

describe('consults in PostgreSQL', () => {
  const scratch = async (): Promise<ScratchDatabase> => {
    const own = await scratchDatabase(server);
    onTestFinished(() => own.drop());
    return own;
  };

  test('are opened by several instances at once', async () => {
    const { pool } = await scratch();
    const stores = await Promise.all(
      Array.from({ length: 5 }, () => openPostgresConsultStore({ pool, place, now })),
    );
    await stores[0]?.insert(storedConsult);
    expect(await stores[4]?.find('c1')).toEqual(storedConsult);
  });

  test('written by a newer version are left alone', async () => {
    const { pool } = await scratch();
    await openPostgresConsultStore({ pool, place, now });
    await pool.query('INSERT INTO consult_migration VALUES (99, 0)');
    await expect(openPostgresConsultStore({ pool, place, now })).rejects.toMatchObject({
      code: 'store-too-new',
    });
  });

  test('that cannot be reached are unavailable, and come back with the connection', async () => {
    const { pool } = await scratch();
    const store = await openPostgresConsultStore({ pool, place, now });
    await store.insert(storedConsult);
    await pool.query('ALTER TABLE consult RENAME TO away');
    await expect(store.find('c1')).rejects.toMatchObject({ name: 'StoreError', code: 'store-unavailable' });
    await expect(store.check()).rejects.toMatchObject({ code: 'store-unavailable' });
    await pool.query('ALTER TABLE away RENAME TO consult');
    await pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    expect(await store.find('c1')).toEqual(storedConsult);
  });
});
