import type {
  LeaveReason,
  LocalPublication,
  ParticipantId,
  SessionEvent,
  SessionState,
  UnpublishReason,
  VideoError,
} from '@patchbay/contract';
import { withEntry, withoutEntry } from './immutable-map.ts';
import {
  initialSnapshot,
  isActive,
  isOver,
  type SessionSnapshot,
  type Transition,
  unchanged,
} from './session-snapshot.ts';

/** Changes the state, tells it, then tells what the change means. */
export function moveTo(
  snapshot: SessionSnapshot,
  state: SessionState,
  ...meaning: readonly SessionEvent[]
): Transition {
  return {
    next: { ...snapshot, state },
    events: [{ name: 'state-changed', payload: { state, previous: snapshot.state } }, ...meaning],
  };
}

export const beginJoin = (snapshot: SessionSnapshot): Transition => moveTo(snapshot, 'joining');

/** Nobody is there and nothing is going on. */
const emptied = ({ state, selfId }: SessionSnapshot): SessionSnapshot => ({
  ...initialSnapshot,
  state,
  selfId,
});

/** An attempt failed and another provider is tried: whatever the first one told is forgotten. */
export const forgetAttempt = (snapshot: SessionSnapshot): Transition => unchanged(emptied(snapshot));

export function completeJoin(snapshot: SessionSnapshot, selfId: ParticipantId): Transition {
  if (snapshot.state !== 'joining') return unchanged(snapshot);
  const participants = withoutEntry(snapshot.participants, selfId);
  const later = snapshot.deferred.filter(
    (event) => event.name !== 'message-received' || event.payload.from !== selfId,
  );
  return moveTo(
    { ...snapshot, selfId, participants, deferred: [] },
    'joined',
    { name: 'joined', payload: { participants: [...participants.values()] } },
    ...later,
  );
}

/** A join that came to nothing. There was no session, so there is no `left`; the promise tells why. */
export const failJoin = (snapshot: SessionSnapshot): Transition => moveTo(emptied(snapshot), 'failed');

const orderlyReasons: ReadonlySet<LeaveReason> = new Set(['local', 'removed', 'room-ended', 'duplicate']);

/** The end: publications first, the state, then `left`, after which nothing is told any more. */
export function endSession(
  snapshot: SessionSnapshot,
  reason: LeaveReason,
  error: VideoError | undefined,
): Transition {
  if (isOver(snapshot)) return unchanged(snapshot);
  const ended = [...snapshot.localPublications.values()].map((publication): SessionEvent => ({
    name: 'local-unpublished',
    payload: { publication, reason: 'left' },
  }));
  const state = orderlyReasons.has(reason) ? 'left' : 'failed';
  const { next, events } = moveTo(emptied(snapshot), state, { name: 'left', payload: { reason, error } });
  return { next, events: [...ended, ...events] };
}

export function setLocalPublication(snapshot: SessionSnapshot, publication: LocalPublication): Transition {
  if (!isActive(snapshot)) return unchanged(snapshot);
  const known = snapshot.localPublications.has(publication.id);
  return {
    next: {
      ...snapshot,
      localPublications: withEntry(snapshot.localPublications, publication.id, publication),
    },
    events: known ? [] : [{ name: 'local-published', payload: { publication } }],
  };
}

export function removeLocalPublication(
  snapshot: SessionSnapshot,
  publication: LocalPublication,
  reason: UnpublishReason,
): Transition {
  if (!snapshot.localPublications.has(publication.id)) return unchanged(snapshot);
  return {
    next: { ...snapshot, localPublications: withoutEntry(snapshot.localPublications, publication.id) },
    events: [{ name: 'local-unpublished', payload: { publication, reason } }],
  };
}
