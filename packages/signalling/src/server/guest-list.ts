import type { Barred, GuestBook } from '@patchbay/contract';
import type { Ending } from '../endings.ts';
import type { Member } from '../frames.ts';

export type RoomLimits = { name: string; maxParticipants: number; emptyTimeoutSeconds: number };

/**
 * Who may sit where, as sealed into tokens. With a `connection` it is for a return to that one, and to the `conversation` that
 * whoever holds it was last welcomed to.
 */
export type Grant = {
  limits: RoomLimits;
  member: { participant: string; userKey: string };
  connection?: string;
  conversation?: string;
};

/** What a config may ask for at most. */
const longestToken = 172_800_000;

/**
 * What no token opens any more, though it is sealed and in date: a room, somebody in it, or one connection of theirs. Where
 * there is a book it is written there too, for whoever has the room next.
 */
export function createGuestList(now: () => number, book?: GuestBook) {
  const rooms = new Map<string, Map<string, Barred>>();
  const has = (room: string, path: readonly string[]): boolean =>
    rooms.get(room)?.has(JSON.stringify(path)) ?? false;

  function prune(): void {
    for (const [room, barred] of rooms) {
      for (const [key, { since }] of barred) if (now() - since > longestToken) barred.delete(key);
      if (barred.size === 0) rooms.delete(room);
    }
  }
  function note(room: string, barred: Barred): void {
    const those = rooms.get(room) ?? new Map<string, Barred>();
    rooms.set(room, those.set(JSON.stringify(barred.path), barred));
  }

  return {
    /** At once here; resolves when it is in the book, and rejects when it cannot be. */
    async bar(room: string, ...path: readonly string[]): Promise<void> {
      prune();
      const barred = { path, since: now() };
      note(room, barred);
      await book?.bar(room, barred);
    },
    async readmit(room: string, ...path: readonly string[]): Promise<void> {
      if (!has(room, path)) return;
      rooms.get(room)?.delete(JSON.stringify(path));
      await book?.readmit(room, path);
    },
    /** What an earlier owner of the room left, in place of what was known here. */
    restore(room: string, barred: readonly Barred[]): void {
      rooms.delete(room);
      for (const each of barred) note(room, each);
    },
    isBarred: (room: string, ...path: readonly string[]): boolean => has(room, path),
    /** Why this one does not get in. */
    refuse({ limits: { name }, member: { participant }, connection }: Grant): Ending | undefined {
      if (has(name, [])) return 'room-ended';
      if (has(name, [participant])) return 'removed';
      return connection !== undefined && has(name, [participant, connection]) ? 'seat-lost' : undefined;
    },
  };
}

type Person = Omit<Member, 'connection'>;

export const isSamePerson = (a: Person, b: Person): boolean =>
  a.participant === b.participant || a.userKey === b.userKey;
