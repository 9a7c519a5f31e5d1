import type {
  Capabilities,
  LeaveReason,
  LocalParticipant,
  RemoteParticipant,
  RemotePublication,
  SessionEventName,
  SessionState,
  VideoSession,
} from '@patchbay/contract';
import { Observable } from '../visit/observable.ts';

/** What a session is like now, as one value that React can compare. */
export interface SessionView {
  readonly state: SessionState;
  readonly capabilities: Capabilities;
  readonly local: LocalParticipant;
  readonly remotes: readonly RemoteParticipant[];
  /** Composed streams of everybody; empty where media comes per person. */
  readonly mixes: readonly RemotePublication[];
  readonly interrupted: 'signalling' | 'media' | undefined;
  readonly playbackBlocked: boolean;
  /** Somebody was here and went. */
  readonly departed: RemoteParticipant | undefined;
  readonly endedBy: LeaveReason | undefined;
}

/** Everything after which the session has to be read again. */
const changes: readonly SessionEventName[] = [
  'state-changed',
  'joined',
  'participant-joined',
  'participant-updated',
  'participant-left',
  'track-published',
  'track-unpublished',
  'track-muted',
  'track-unmuted',
  'track-paused',
  'track-resumed',
  'local-published',
  'local-unpublished',
  'quality-changed',
  'active-speakers-changed',
];

/**
 * Follows a session from the outside. The session stays where it is; this keeps the latest picture of it. Muting one's own
 * track emits nothing: call `refresh` after a verb.
 */
export class ObservedSession extends Observable<SessionView> {
  readonly #session: VideoSession;

  constructor(session: VideoSession) {
    super({
      ...read(session),
      interrupted: undefined,
      playbackBlocked: false,
      departed: undefined,
      endedBy: undefined,
    });
    this.#session = session;
    for (const name of changes) session.on(name, () => this.refresh());
    session.on('reconnecting', ({ scope }) => this.refresh({ interrupted: scope }));
    session.on('reconnected', () => this.refresh({ interrupted: undefined }));
    session.on('playback-blocked', () => this.refresh({ playbackBlocked: true }));
    session.on('participant-joined', () => this.refresh({ departed: undefined }));
    session.on('participant-left', ({ participant }) => this.refresh({ departed: participant }));
    session.on('left', ({ reason }) => this.refresh({ endedBy: reason, interrupted: undefined }));
  }

  refresh(change: Partial<SessionView> = {}): void {
    this.update({ ...read(this.#session), ...change });
  }
}

function read(session: VideoSession) {
  const { state, capabilities, local, participants, mixes } = session;
  return { state, capabilities, local, remotes: [...participants.values()], mixes: [...mixes.values()] };
}
