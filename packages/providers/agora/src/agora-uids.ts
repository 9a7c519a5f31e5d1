import type { ParticipantId } from '@patchbay/contract';

/**
 * Agora knows people by 32-bit numbers, and a client publishes one picture at most. So a person has two of them: an even one,
 * and for the screen, which a second client sends, the odd one after it.
 */
export const screenUidOf = (uid: number): number => uid + 1;

export const isScreenUid = (uid: number): boolean => uid % 2 === 1;

/** Also of what shares a screen. */
export const personUidOf = (uid: number): number => (isScreenUid(uid) ? uid - 1 : uid);

export const participantIdOf = (uid: number): ParticipantId => String(personUidOf(uid));
