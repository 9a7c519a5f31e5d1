import { createHash } from 'node:crypto';
import type { ParticipantClass } from '@patchbay/contract';
import { isScreenUid, personUidOf } from '../agora-uids.ts';

/** Even and not 0, by a hash: the same person has the same uid in a room, and no other person, but once in two billion. */
export function uidOf(participant: string): number {
  const uid = (createHash('sha256').update(participant).digest().readUInt32BE(0) & ~1) >>> 0;
  return uid === 0 ? 2 : uid;
}

export type AgoraPeople = ReturnType<typeof createAgoraPeople>;

/** More than a busy server has people at once; the longest unseen are forgotten. */
const mostPeople = 100_000;

/** Who is behind a number, for as long as this process remembers; nobody for whoever joined past it. */
export function createAgoraPeople() {
  const known = new Map<number, string>();
  return {
    remember(participant: string): void {
      const uid = uidOf(participant);
      known.delete(uid);
      known.set(uid, participant);
      const [oldest] = known.size > mostPeople ? known.keys() : [];
      if (oldest !== undefined) known.delete(oldest);
    },
    /** A screen is another user to Agora: billed, and nobody more. */
    whoIs(uid: number) {
      const [participant, connection] = [known.get(personUidOf(uid)), String(uid)];
      const participantClass: ParticipantClass = isScreenUid(uid) ? 'agent' : 'person';
      return participant === undefined ? [] : [{ participant, connection, participantClass }];
    },
  };
}
