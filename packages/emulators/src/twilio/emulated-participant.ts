import { createSid } from './twilio-account.ts';
import type { LocalState, RspReply, TrackState } from './twilio-wire.ts';

/** An SDK's signalling connection. */
export interface Wire {
  tell(message: RspReply): void;
  /** Breaks it, as a network does. */
  cut(): void;
}

export interface PublishedTrack extends TrackState {
  readonly sid: string;
}

/** What changed in somebody's tracks. */
export interface TrackChange {
  readonly what: 'added' | 'removed' | 'enabled' | 'disabled';
  readonly track: PublishedTrack;
}

/** Somebody in a room: one connection of one identity. */
export class EmulatedParticipant {
  readonly sid = createSid('PA');
  readonly session = createSid('SE');
  readonly identity: string;
  readonly joinedAt: number;
  leftAt: number | undefined;
  /** Undefined while the connection is gone. */
  wire: Wire | undefined;
  /** Set by a fault: until it is lifted the connection is not taken back. */
  isHeld = false;
  /** Calls off the end of the session. */
  keep: () => void = () => undefined;
  #tracks: readonly PublishedTrack[] = [];
  #heardRevision = -1;
  #revision = 0;
  #publishedRevision = 0;
  #subscribedRevision = 0;

  constructor(identity: string, joinedAt: number, wire: Wire) {
    this.identity = identity;
    this.joinedAt = joinedAt;
    this.wire = wire;
  }

  get tracks(): readonly PublishedTrack[] {
    return this.#tracks;
  }

  /** Takes over what the SDK says of its own tracks; what is older than what was heard changes nothing. */
  hear({ revision, tracks }: LocalState): readonly TrackChange[] {
    if (revision <= this.#heardRevision) return [];
    this.#heardRevision = revision;
    const before = new Map(this.#tracks.map((track) => [track.id, track]));
    this.#tracks = tracks.map((track) => ({ ...track, sid: before.get(track.id)?.sid ?? createSid('MT') }));
    const changes: TrackChange[] = this.#tracks.flatMap((track): TrackChange[] => {
      const known = before.get(track.id);
      before.delete(track.id);
      if (!known) return [{ what: 'added', track }];
      return known.enabled === track.enabled ? [] : [{ what: track.enabled ? 'enabled' : 'disabled', track }];
    });
    return [...changes, ...[...before.values()].map((track) => ({ what: 'removed', track }) as const)];
  }

  /** As the others are told of this participant. */
  seen(state: 'connected' | 'reconnecting' | 'disconnected') {
    this.#revision += 1;
    const tracks = state === 'disconnected' ? [] : this.#tracks;
    return { sid: this.sid, identity: this.identity, state, revision: this.#revision, tracks };
  }

  get current() {
    return this.seen(this.wire ? 'connected' : 'reconnecting');
  }

  /** One's own tracks with the ids they got. */
  published() {
    this.#publishedRevision += 1;
    const tracks = this.#tracks.map(({ id, sid }) => ({ id, sid, state: 'ready' }));
    return { revision: this.#publishedRevision, tracks };
  }

  /** The tracks that this participant receives, by the ids that they come with. */
  subscribed(tracks: readonly { readonly id: string; readonly sid: string }[]) {
    this.#subscribedRevision += 1;
    return { revision: this.#subscribedRevision, tracks };
  }
}
