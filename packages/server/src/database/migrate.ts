import { inTransaction } from '@patchbay/metering';
import { StoreError } from '../consults/open-database.ts';
import type { DatabasePool } from './database-pool.ts';

export interface Migrations {
  /** Where the versions are written down. */
  readonly table: string;
  /** Any number that nobody else locks by. */
  readonly lock: number;
  /** One per schema version; one is never changed once it was released. */
  readonly steps: readonly string[];
}

/**
 * Brings tables up to date, under a lock: instances that start at once do it one after the other. Rejects with `StoreError`
 * (`store-too-new`) when a later version has written them, and then nothing was changed.
 */
export const migrate = (
  pool: DatabasePool,
  { table, lock, steps }: Migrations,
  now: () => number,
): Promise<void> =>
  inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [lock]);
    await client.query(
      `CREATE TABLE IF NOT EXISTS ${table} (version integer PRIMARY KEY, applied_at bigint NOT NULL)`,
    );
    const { rows } = await client.query(`SELECT coalesce(max(version), 0) AS version FROM ${table}`);
    const version = Number(rows[0]?.['version']);
    if (version > steps.length) {
      const message = 'The tables in the database were written by a later version of Patchbay.';
      throw new StoreError('store-too-new', message, table);
    }
    for (const [index, step] of steps.entries()) {
      if (index < version) continue;
      await client.query(step);
      await client.query(`INSERT INTO ${table} VALUES ($1, $2)`, [index + 1, now()]);
    }
  });
