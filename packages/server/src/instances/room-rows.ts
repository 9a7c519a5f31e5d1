import type { Barred } from '@patchbay/contract';
import type { DatabasePool } from '../database/database-pool.ts';
import { aliveLock } from './listening-session.ts';

/** Whose rooms are, and whom they do not let in, as all instances see it. Rejects with what the database says. */
export interface RoomRows {
  /** Whose the room is now: whoever asks, unless a living instance has it. */
  claim(provider: string, room: string, self: number): Promise<number>;
  /** Whose it is; undefined where no living instance has it. */
  ownerOf(provider: string, room: string): Promise<number | undefined>;
  release(provider: string, room: string, self: number): Promise<void>;
  releaseAll(provider: string, self: number): Promise<void>;
  barredIn(provider: string, room: string): Promise<readonly Barred[]>;
  bar(provider: string, room: string, barred: Barred): Promise<void>;
  readmit(provider: string, room: string, path: readonly string[]): Promise<void>;
  /** Forgets rooms of the dead, and those barred before. */
  tidy(before: number): Promise<void>;
}

const isAlive = `NOT pg_try_advisory_xact_lock_shared(${aliveLock}, room_owner.instance)`;

/** A lock that can be had, for the length of this statement, is one that nobody lives by. */
const claim = `INSERT INTO room_owner (provider, room, instance) VALUES ($1, $2, $3)
  ON CONFLICT (provider, room) DO UPDATE SET instance = excluded.instance
    WHERE room_owner.instance = excluded.instance OR NOT (${isAlive})
  RETURNING instance`;
const find = `SELECT instance FROM room_owner WHERE provider = $1 AND room = $2 AND ${isAlive}`;
/** Between two looks the owner may have let it go, and another taken it: seldom more than once. */
const attempts = 8;

export function createRoomRows(pool: Pick<DatabasePool, 'query'>): RoomRows {
  const run = async (text: string, ...values: readonly unknown[]): Promise<void> =>
    void (await pool.query(text, [...values]));
  async function ownerOf(provider: string, room: string): Promise<number | undefined> {
    const { rows } = await pool.query(find, [provider, room]);
    return rows[0] === undefined ? undefined : Number(rows[0]['instance']);
  }
  return {
    ownerOf,
    async claim(provider, room, self) {
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const { rows } = await pool.query(claim, [provider, room, self]);
        if (rows.length > 0) return self;
        const owner = await ownerOf(provider, room);
        if (owner !== undefined) return owner;
      }
      throw new Error('The room has too many owners.');
    },
    release: (provider, room, self) =>
      run('DELETE FROM room_owner WHERE provider = $1 AND room = $2 AND instance = $3', provider, room, self),
    releaseAll: (provider, self) =>
      run('DELETE FROM room_owner WHERE provider = $1 AND instance = $2', provider, self),
    async barredIn(provider, room) {
      const { rows } = await pool.query(
        'SELECT path, since FROM room_barred WHERE provider = $1 AND room = $2',
        [provider, room],
      );
      return rows.map(({ path, since }) => ({ path: path as readonly string[], since: Number(since) }));
    },
    bar: (provider, room, { path, since }) =>
      run(
        `INSERT INTO room_barred (provider, room, path, since) VALUES ($1, $2, $3, $4)
         ON CONFLICT (provider, room, path) DO UPDATE SET since = excluded.since`,
        provider,
        room,
        [...path],
        since,
      ),
    readmit: (provider, room, path) =>
      run('DELETE FROM room_barred WHERE provider = $1 AND room = $2 AND path = $3', provider, room, [
        ...path,
      ]),
    async tidy(before) {
      await run(`DELETE FROM room_owner WHERE NOT (${isAlive})`);
      await run('DELETE FROM room_barred WHERE since < $1', before);
    },
  };
}
