import { StoreError } from '../consults/open-database.ts';
import type { InstancesPool } from './instances-pool.ts';

/** One step per schema version; a step is never changed once it was released. */
const migrations: readonly string[] = [
  `CREATE TABLE room_owner (
     provider text NOT NULL, room text NOT NULL, instance integer NOT NULL, PRIMARY KEY (provider, room)
   );
   CREATE INDEX room_owner_by_instance ON room_owner (instance);
   CREATE TABLE room_barred (
     provider text NOT NULL, room text NOT NULL, path text[] NOT NULL, since bigint NOT NULL,
     PRIMARY KEY (provider, room, path)
   );
   CREATE INDEX room_barred_by_time ON room_barred (since)`,
];

/** Any number that nobody else locks by; one instance at a time changes the schema. */
const schemaLock = 0x50_42_49_53;

/** Brings the tables up to date. Rejects when a newer version has written them, or the database does not answer. */
export async function prepareInstances(pool: InstancesPool, now: () => number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [schemaLock]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS room_migration (version integer PRIMARY KEY, applied_at bigint NOT NULL)',
    );
    const { rows } = await client.query('SELECT coalesce(max(version), 0) AS version FROM room_migration');
    const version = Number(rows[0]?.['version']);
    if (version > migrations.length)
      throw new StoreError(
        'store-too-new',
        'A newer version of Patchbay has written the database.',
        'database',
      );
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      await client.query(migration);
      await client.query('INSERT INTO room_migration VALUES ($1, $2)', [index + 1, now()]);
    }
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    // What is not committed is rolled back with its connection.
    client.release(error instanceof Error ? error : new Error('The connection broke.'));
    throw error;
  }
}
