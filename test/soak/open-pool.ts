import { Pool } from 'pg';

/**
 * A pool that lives on when an idle connection is cut: by a server that is killed, or by a database that is dropped while the pool,
 * which does not wait for its sockets to close (pg-pool 3.14), is said to have ended.
 */
export function openPool(connectionString: string): Pool {
  const pool = new Pool({ connectionString, max: 4 });
  pool.on('error', () => undefined);
  return pool;
}
