import type { ConnectionBook } from './connection-book.ts';

/** A join is told in whole seconds, and so is the length from which a leave's is computed. */
const apart = 1;
/** Leaves come when the consult is over and its book is closed: so many rooms' joins are known here a little longer. */
const recentRooms = 1000;

interface Join {
  readonly id: string;
  /** Of its beginning; of whoever was only seen so far, when that was. */
  readonly second: number;
  readonly isTold: boolean;
}

/** One of somebody's joins, and whether anything was known of it before. */
export interface NamedJoin {
  readonly connection: string;
  readonly isNew: boolean;
}

export type JoinNames = ReturnType<typeof createJoinNames>;

/**
 * Names the joins of people for a vendor (Agora) whose ids are of people and not of their joins, so that a rejoin is not taken for the
 * join before it: by the second in which it began. A join tells that, and a leave by how long it was. Rejects as the book does.
 */
export function createJoinNames(book: ConnectionBook) {
  const recent = new Map<string, Set<string>>();

  const joinsOf = async (room: string, uid: number): Promise<readonly Join[]> => {
    const ids = new Set([...(await book.in(room)).keys(), ...(recent.get(room) ?? [])]);
    return [...ids]
      .map((id) => ({ id, parts: /^(\d+)([@?])(\d+)$/.exec(id) ?? [] }))
      .filter(({ parts }) => parts[1] === String(uid))
      .map(({ id, parts }) => ({ id, second: Number(parts[3]), isTold: parts[2] === '@' }))
      .sort((a, b) => a.second - b.second);
  };
  const name = async (room: string, connection: string, participant: string): Promise<NamedJoin> => {
    recent.set(room, (recent.get(room) ?? new Set()).add(connection));
    const [oldest] = recent.keys();
    if (recent.size > recentRooms && oldest !== undefined) recent.delete(oldest);
    await book.remember(room, connection, participant);
    return { connection, isNew: true };
  };

  return {
    /** The join that began in that second: it may have been told of, or seen, before. */
    async began(room: string, uid: number, participant: string, second: number): Promise<NamedJoin> {
      const known = await joinsOf(room, uid);
      const told = known.find((join) => join.isTold && Math.abs(join.second - second) <= apart);
      const next = known.find((join) => join.isTold && join.second > second)?.second ?? Infinity;
      const seen = known.find((join) => !join.isTold && join.second >= second - apart && join.second < next);
      const same = told ?? seen;
      return same === undefined
        ? name(room, `${uid}@${second}`, participant)
        : { connection: same.id, isNew: false };
    },

    /** Whatever join somebody is in, who is seen in that second. */
    async seen(room: string, uid: number, participant: string, second: number): Promise<NamedJoin> {
      const known = (await joinsOf(room, uid)).findLast((join) => join.second <= second + apart);
      return known === undefined
        ? name(room, `${uid}?${second}`, participant)
        : { connection: known.id, isNew: false };
    },
  };
}
