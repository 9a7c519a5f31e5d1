import { StoreError } from '../consults/open-database.ts';
import { describeError, type Log } from '../observation/log.ts';
import { databaseFailure } from './database-failure.ts';
import { databasePlace } from './database-place.ts';
import type { DatabasePool } from './database-pool.ts';

export interface OpenPoolOptions {
  /** A secret: it holds the password. */
  readonly url: string;
  /** At most this many connections. */
  readonly connections: number;
  readonly log: Log;
}

/** How long a connection may take, and how long a query may wait for one. */
const connectMilliseconds = 5_000;
const oldestVersion = 140_000;
const durable = `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`;

/**
 * Connects to PostgreSQL, whose driver is loaded only here. Rejects with `StoreError` (`store-unavailable`) when it cannot be
 * reached, does not let this server in, takes no writes, or is older than 14.
 */
export async function openPool({ url, connections, log }: OpenPoolOptions): Promise<DatabasePool> {
  const { Pool } = await import('pg');
  const place = databasePlace(url);
  let pool: DatabasePool | undefined;
  try {
    const opened = new Pool({
      connectionString: url,
      max: connections,
      connectionTimeoutMillis: connectMilliseconds,
      keepAlive: true,
      application_name: 'patchbay',
      // What resolves is on disk, whatever the database's default is.
      verify: (client, done) => client.query(durable, (error) => done(error)),
    });
    // An idle connection that breaks ends the process if nobody listens; the next query gets another one.
    opened.on('error', (error) =>
      log({ level: 'warn', event: 'database-connection-lost', ...describeError(error) }),
    );
    pool = opened;
    await inspect(pool, place);
    return pool;
  } catch (error) {
    await pool?.end();
    throw error instanceof StoreError ? error : databaseFailure(place, error);
  }
}

async function inspect(pool: DatabasePool, place: string): Promise<void> {
  const { rows } = await pool.query(
    `SELECT current_setting('server_version_num')::integer AS version, current_setting('server_version') AS name,
       pg_is_in_recovery() AS standby`,
  );
  const { version, name, standby } = rows[0] ?? {};
  if (Number(version) < oldestVersion) {
    const message = `The database ${place} is PostgreSQL ${String(name)}; Patchbay needs 14 or later.`;
    throw new StoreError('store-unavailable', message, place);
  }
  if (standby === true) {
    const message = `The database ${place} is a standby, which takes no writes. Give the address of the primary.`;
    throw new StoreError('store-unavailable', message, place);
  }
}
