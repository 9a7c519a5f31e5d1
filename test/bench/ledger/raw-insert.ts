import { DatabaseSync } from 'node:sqlite';
import type { Evidence } from '@patchbay/contract';
import type { Pool } from 'pg';
import { rawColumns, rawNames, rawTable } from './raw-table.ts';

/** Inserts a batch in one transaction, which is on disk when it resolves. */
export type InsertBatch = (rows: readonly Evidence[]) => Promise<unknown>;

/**
 * A file with one table: WAL, `synchronous=FULL`, checkpoints as far apart as the ledger's; and one `INSERT` of as many rows as
 * the batch has, prepared once.
 */
export function rawSqlite(path: string, batch: number): { readonly insert: InsertBatch; close(): void } {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;');
  database.exec(rawTable('INTEGER PRIMARY KEY'));
  const places = `(${rawColumns.map(() => '?').join(', ')})`;
  const insert = database.prepare(
    `INSERT INTO raw (${rawNames}) VALUES ${Array.from({ length: batch }, () => places).join(', ')}`,
  );
  return {
    insert: async (rows) => {
      database.exec('BEGIN IMMEDIATE');
      insert.run(...rows.flatMap((row) => rawColumns.map(([, , of]) => of(row))));
      database.exec('COMMIT');
    },
    close: () => database.close(),
  };
}

/** One table; one `INSERT` from arrays, which is quicker than so many places, in a transaction of its own. */
export async function rawPostgres(pool: Pool): Promise<InsertBatch> {
  await pool.query(rawTable('bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY'));
  const arrays = rawColumns.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ');
  const text = `INSERT INTO raw (${rawNames}) SELECT * FROM unnest(${arrays})`;
  return async (rows) => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query({ name: 'raw', text, values: rawColumns.map(([, , of]) => rows.map(of)) });
    await client.query('COMMIT');
    client.release();
  };
}
