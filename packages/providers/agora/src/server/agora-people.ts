import { createHash } from 'node:crypto';
import { isScreenUid, personUidOf } from '../agora-uids.ts';

/** Even and not 0, by a hash: the same person has the same uid in a room, and no other person, but once in two billion. */
export function uidOf(participant: string): number {
  const uid = (createHash('sha256').update(participant).digest().readUInt32BE(0) & ~1) >>> 0;
  return uid === 0 ? 2 : uid;
}

/** Who is behind a number, for as long as this process remembers. */
export interface AgoraPeople {
  remember(participant: string): void;
  /** Undefined for whoever joined past Patchbay, or before this process began. */
  participantOf(uid: number): string | undefined;
}

/** More than a busy server has people at once; the longest unseen are forgotten. */
const mostPeople = 100_000;

export function createAgoraPeople(): AgoraPeople {
  const known = new Map<number, string>();
  return {
    remember: (participant) => {
      const uid = uidOf(participant);
      known.delete(uid);
      known.set(uid, participant);
      const [oldest] = known.size > mostPeople ? known.keys() : [];
      if (oldest !== undefined) known.delete(oldest);
    },
    participantOf: (uid) => known.get(personUidOf(uid)),
  };
}

/** A screen is another user to Agora: billed, and nobody more. */
export const classOf = (uid: number): 'person' | 'agent' => (isScreenUid(uid) ? 'agent' : 'person');
