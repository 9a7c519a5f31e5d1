import { Pool } from 'pg';
import type { PatchbayConfig } from '../config/patchbay-config.ts';
import { describeError, type Log } from '../observation/log.ts';

/** How long one waits for a connection, in milliseconds: somebody is at the door. */
const longestWait = 5_000;

/** Connections to the configured database, made as they are needed. */
export function openPool({ url, connections }: NonNullable<PatchbayConfig['database']>, log: Log): Pool {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: longestWait,
    keepAlive: true,
    application_name: 'patchbay',
  });
  // An idle connection that breaks ends the process if nobody listens; the next query makes another.
  pool.on('error', (error) =>
    log({ level: 'warn', event: 'database-connection-lost', ...describeError(error) }),
  );
  return pool;
}
