import type {
  LocalPublication,
  ParticipantId,
  PublicationId,
  Quality,
  RemoteParticipant,
  RemotePublication,
  SessionEvent,
  SessionState,
} from '@patchbay/contract';

/** All that a session knows. Immutable: every change makes a new one. */
export interface SessionSnapshot {
  readonly state: SessionState;
  /** Empty until joined. */
  readonly selfId: ParticipantId;
  readonly selfQuality: Quality;
  readonly participants: ReadonlyMap<ParticipantId, RemoteParticipant>;
  readonly mixes: ReadonlyMap<PublicationId, RemotePublication>;
  readonly localPublications: ReadonlyMap<PublicationId, LocalPublication>;
  /** Who is speaking, loudest first. */
  readonly speakerIds: readonly ParticipantId[];
  /** What was interrupted; meaningful while `reconnecting`. */
  readonly interruptedScope: 'signalling' | 'media';
  /** Messages and the like that came before `joined`; they are told after it. */
  readonly deferred: readonly SessionEvent[];
}

/** The next snapshot and what is to be told of the way there, in order. */
export interface Transition {
  readonly next: SessionSnapshot;
  readonly events: readonly SessionEvent[];
}

export const initialSnapshot: SessionSnapshot = {
  state: 'idle',
  selfId: '',
  selfQuality: 'unknown',
  participants: new Map(),
  mixes: new Map(),
  localPublications: new Map(),
  speakerIds: [],
  interruptedScope: 'signalling',
  deferred: [],
};

export const unchanged = (snapshot: SessionSnapshot): Transition => ({ next: snapshot, events: [] });

/** One change after another. */
export function inTurn(
  snapshot: SessionSnapshot,
  steps: readonly ((snapshot: SessionSnapshot) => Transition)[],
): Transition {
  let transition = unchanged(snapshot);
  for (const step of steps) {
    const { next, events } = step(transition.next);
    transition = { next, events: [...transition.events, ...events] };
  }
  return transition;
}

/** True between `joined` and the end. */
export const isActive = (snapshot: SessionSnapshot): boolean =>
  snapshot.state === 'joined' || snapshot.state === 'reconnecting';

export const isOver = (snapshot: SessionSnapshot): boolean =>
  snapshot.state === 'left' || snapshot.state === 'failed';
