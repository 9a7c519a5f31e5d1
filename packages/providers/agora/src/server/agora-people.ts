import { createHash } from 'node:crypto';
import { type BackendContext, createJoinNames, type ParticipantClass } from '@patchbay/contract';
import { isScreenUid, personUidOf } from '../agora-uids.ts';

type Register = Pick<BackendContext, 'participantsOf' | 'connections'>;

/** Even and not 0, by a hash: the same person has the same uid in a room, and no other person, but once in two billion. */
export function uidOf(participant: string): number {
  const uid = (createHash('sha256').update(participant).digest().readUInt32BE(0) & ~1) >>> 0;
  return uid === 0 ? 2 : uid;
}

/** Who is behind a number, whoever of those that had credentials for the room it was made from, and in which of their joins. */
export type AgoraPeople = ReturnType<typeof createAgoraPeople>;

export function createAgoraPeople({ participantsOf, connections }: Register) {
  /** Undefined for a stranger. A screen is another user to Agora: billed, and nobody more. */
  const whoIs = async (room: string, uid: number) => {
    const participant = (await participantsOf(room)).find((one) => uidOf(one) === personUidOf(uid));
    const participantClass: ParticipantClass = isScreenUid(uid) ? 'agent' : 'person';
    return participant === undefined ? undefined : { participant, participantClass };
  };
  return { whoIs, joins: createJoinNames(connections) };
}
