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

/** What no token opens any more, though it is sealed and in date. */
export function createGuestList(now: () => number) {
  const shut = new Map<string, number>();
  const keyOf = (...path: readonly string[]): string => JSON.stringify(path);

  return {
    /** A room, somebody in it, or one connection of theirs. */
    bar(...path: readonly string[]): void {
      for (const [key, since] of shut) if (now() - since > longestToken) shut.delete(key);
      shut.set(keyOf(...path), now());
    },
    readmit: (...path: readonly string[]): void => void shut.delete(keyOf(...path)),
    isBarred: (...path: readonly string[]): boolean => shut.has(keyOf(...path)),
    /** Why this one does not get in. */
    refuse({ limits: { name }, member: { participant }, connection }: Grant): Ending | undefined {
      if (shut.has(keyOf(name))) return 'room-ended';
      if (shut.has(keyOf(name, participant))) return 'removed';
      const isLost = connection !== undefined && shut.has(keyOf(name, participant, connection));
      return isLost ? 'seat-lost' : undefined;
    },
  };
}

type Person = Omit<Member, 'connection'>;

export const isSamePerson = (a: Person, b: Person): boolean =>
  a.participant === b.participant || a.userKey === b.userKey;
