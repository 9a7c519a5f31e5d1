import type { ParticipantId, ProviderParticipant, RemoteParticipant, SessionEvent } from '@patchbay/contract';
import { withEntry, withoutEntry } from './immutable-map.ts';
import { inTurn, type SessionSnapshot, type Transition, unchanged } from './session-snapshot.ts';

/** Somebody is there: new, known already, or known with less detail. */
export function addParticipant(snapshot: SessionSnapshot, told: ProviderParticipant): Transition {
  const { id, userKey, mutedInMix } = told;
  if (id === snapshot.selfId) return unchanged(snapshot);
  const known = snapshot.participants.get(id);
  if (known === undefined) {
    const participant: RemoteParticipant = {
      id,
      userKey,
      publications: new Map(),
      quality: 'unknown',
      speaking: false,
      ...(mutedInMix && { mutedInMix }),
    };
    return {
      next: { ...snapshot, participants: withEntry(snapshot.participants, id, participant) },
      events: [{ name: 'participant-joined', payload: { participant } }],
    };
  }
  const isKeyNews = userKey !== undefined && userKey !== known.userKey;
  const isMuteNews = mutedInMix !== undefined && mutedInMix.join() !== known.mutedInMix?.join();
  if (!isKeyNews && !isMuteNews) return unchanged(snapshot);
  const participant = { ...known, ...(isKeyNews && { userKey }), ...(isMuteNews && { mutedInMix }) };
  return {
    next: { ...snapshot, participants: withEntry(snapshot.participants, id, participant) },
    events: [{ name: 'participant-updated', payload: { participant } }],
  };
}

/** Somebody is gone, and with them all they published. */
export function removeParticipant(snapshot: SessionSnapshot, id: ParticipantId): Transition {
  const participant = snapshot.participants.get(id);
  if (participant === undefined) return unchanged(snapshot);
  const bare: RemoteParticipant = { ...participant, publications: new Map() };
  const unpublished = [...participant.publications.values()].map((publication): SessionEvent => ({
    name: 'track-unpublished',
    payload: { publication, participant: bare },
  }));
  return {
    next: {
      ...snapshot,
      participants: withoutEntry(snapshot.participants, id),
      speakerIds: snapshot.speakerIds.filter((speakerId) => speakerId !== id),
    },
    events: [...unpublished, { name: 'participant-left', payload: { participant: bare } }],
  };
}

/** The vendor told the whole room: what differs is what happened. */
export function replaceRoster(
  snapshot: SessionSnapshot,
  present: readonly ProviderParticipant[],
): Transition {
  const presentIds = new Set(present.map((participant) => participant.id));
  const gone = [...snapshot.participants.keys()].filter((id) => !presentIds.has(id));
  return inTurn(snapshot, [
    ...gone.map((id) => (before: SessionSnapshot) => removeParticipant(before, id)),
    ...present.map((participant) => (before: SessionSnapshot) => addParticipant(before, participant)),
  ]);
}
