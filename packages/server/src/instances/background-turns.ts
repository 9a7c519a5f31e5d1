import { createHash } from 'node:crypto';
import type { DatabaseClient, DatabasePool } from '../database/database-pool.ts';

/** Which instance does a piece of background work now: one at a time. */
export interface BackgroundTurns {
  /** Undefined while another instance has it. Rejects with what the database says. */
  take(work: string): Promise<BackgroundTurn | undefined>;
}

export interface BackgroundTurn {
  /** Aborted when the turn is lost: another instance may have it by now. */
  readonly lost: AbortSignal;
  /** Never rejects. */
  giveBack(): Promise<void>;
}

/** Any number that nobody else locks by; the second one is the work. */
const turnLock = 0x50_42_54_4e;
/** A host that vanishes in the middle of its turn is to be noticed within a minute. */
const settings = `SELECT set_config('tcp_keepalives_idle', '30', false), set_config('tcp_keepalives_interval', '10', false),
  set_config('tcp_keepalives_count', '3', false)`;

/**
 * A turn is an advisory lock on a connection of its own: with the process, or the connection, it is over. No clock is asked.
 * Without a pool there is one instance.
 */
export function createBackgroundTurns(pool: DatabasePool | undefined): BackgroundTurns {
  const taken = new Set<string>();
  return {
    async take(work) {
      // A session may lock twice, and one pool's connections are many sessions of one instance.
      if (taken.has(work)) return undefined;
      taken.add(work);
      const free = (): void => void taken.delete(work);
      try {
        const turn = pool === undefined ? ofTheOnlyOne(free) : await lock(pool, keyOf(work), free);
        if (turn === undefined) free();
        return turn;
      } catch (error) {
        free();
        throw error;
      }
    },
  };
}

const ofTheOnlyOne = (free: () => void): BackgroundTurn => ({
  lost: new AbortController().signal,
  giveBack: async () => free(),
});

async function lock(pool: DatabasePool, key: number, free: () => void): Promise<BackgroundTurn | undefined> {
  const client = await pool.connect();
  const lost = new AbortController();
  const broken = (): void => lost.abort();
  client.on('error', broken);
  const release = (error?: unknown): void => {
    client.off('error', broken);
    // A connection that failed is closed, and the lock goes with it.
    client.release(error === undefined ? undefined : asError(error));
  };
  try {
    await client.query(settings);
    if (!(await isTrue(client, 'SELECT pg_try_advisory_lock($1, $2) AS done', key))) {
      release();
      return undefined;
    }
  } catch (error) {
    release(error);
    throw error;
  }
  return {
    lost: lost.signal,
    giveBack: async () => {
      try {
        await isTrue(client, 'SELECT pg_advisory_unlock($1, $2) AS done', key);
        release();
      } catch (error) {
        release(error);
      } finally {
        free();
      }
    },
  };
}

async function isTrue(client: DatabaseClient, text: string, key: number): Promise<boolean> {
  const { rows } = await client.query(text, [turnLock, key]);
  return rows[0]?.['done'] === true;
}

const keyOf = (work: string): number => createHash('sha256').update(work).digest().readInt32BE(0);

const asError = (error: unknown): Error =>
  error instanceof Error ? error : new Error('The connection failed.');
