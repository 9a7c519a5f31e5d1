import type { DatabaseClient, DatabasePool } from '../database/database-pool.ts';

/** One connection to the database, by which an instance is reached, and known to be alive for as long as it lasts. */
export interface ListeningSession {
  readonly client: DatabaseClient;
  readonly self: number;
  /** The database's process that serves it. */
  readonly pid: number;
  /** Who was alive when it began. */
  readonly alive: ReadonlySet<number>;
}

export interface SessionTerms {
  readonly pool: DatabasePool;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly onNotification: (client: DatabaseClient, payload: string) => void;
  readonly onBroken: (client: DatabaseClient) => void;
}

/** Any number that nobody else locks by; the second number is the instance. */
export const aliveLock = 0x50_42_49_4e;
const greatest = 0x7f_ff_ff_ff;
export const channelOf = (instance: number): string => `patchbay_${instance.toString(16)}`;

/** Notifications are not worth waiting for a disk, and a host that vanished is to be noticed in seconds. */
const settings = `SELECT set_config('synchronous_commit', 'off', false), set_config('tcp_keepalives_idle', '5', false),
  set_config('tcp_keepalives_interval', '2', false), set_config('tcp_keepalives_count', '3', false)`;

/** `before` is this instance's own connection of before: the database may not have noticed yet that it is gone. */
export async function openListeningSession(
  { pool, random, onNotification, onBroken }: SessionTerms,
  before: Pick<ListeningSession, 'self' | 'pid'> | undefined,
): Promise<ListeningSession> {
  const client = await pool.connect();
  const broken = (): void => onBroken(client);
  client.on('error', broken);
  client.on('end', broken);
  try {
    await client.query(settings);
    const self = before?.self ?? 1 + Math.floor(random() * greatest);
    const channel = channelOf(self);
    client.on('notification', ({ channel: name, payload = '' }) => {
      if (name === channel) onNotification(client, payload);
    });
    // First it listens, then it is alive.
    await client.query(`LISTEN ${channel}`);
    if (!(await lock(client, self, before?.pid))) throw new Error('Another instance has the same number.');
    const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
    return { client, self, pid: Number(rows[0]?.['pid']), alive: await instancesAlive(client) };
  } catch (error) {
    client.release(error instanceof Error ? error : new Error('The connection failed.'));
    throw error;
  }
}

async function lock(client: DatabaseClient, self: number, before: number | undefined): Promise<boolean> {
  if (before !== undefined)
    await client.query(
      `SELECT pg_terminate_backend(pid, 1000) FROM pg_locks
        WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND objsubid = 2 AND granted AND pid = $3`,
      [aliveLock, self, before],
    );
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1, $2) AS locked', [aliveLock, self]);
  return rows[0]?.['locked'] === true;
}

/** Whoever is alive, this instance among them. */
export async function instancesAlive(client: Pick<DatabaseClient, 'query'>): Promise<ReadonlySet<number>> {
  const { rows } = await client.query(
    `SELECT objid::bigint AS instance FROM pg_locks
      WHERE locktype = 'advisory' AND classid = $1 AND objsubid = 2 AND granted AND mode = 'ExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [aliveLock],
  );
  return new Set(rows.map(({ instance }) => Number(instance)));
}
