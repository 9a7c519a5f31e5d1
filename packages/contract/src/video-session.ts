import type { Capabilities } from './capabilities.ts';
import type { ParticipantId, ProviderId, PublicationId, SessionId, UserKey } from './ids.ts';
import type { Json } from './json.ts';
import type { Attach, LocalSource, MediaKind, MediaSource, PublishableSource, Quality } from './media.ts';
import type { SessionEventName, SessionEvents } from './session-events.ts';
import type { SessionStats } from './session-stats.ts';

/**
 * `idle → joining → joined ⇄ reconnecting → left | failed`. A join that fails goes from `joining` to `failed`; a session
 * that has ended stays ended: make a new one from a new ticket.
 */
export type SessionState = 'idle' | 'joining' | 'joined' | 'reconnecting' | 'left' | 'failed';

/** One published track of one's own. */
export interface LocalPublication {
  readonly id: PublicationId;
  readonly source: PublishableSource;
  readonly kind: MediaKind;
  readonly muted: boolean;
  /** The track for a local preview; undefined while a camera is off or when the provider owns the device. */
  readonly track: MediaStreamTrack | undefined;
  /** Shows the preview in the element and follows mute and `replace`. */
  readonly attach: Attach;
}

/** One published track of somebody else. */
export interface RemotePublication {
  readonly id: PublicationId;
  readonly source: MediaSource;
  readonly kind: MediaKind;
  readonly muted: boolean;
  /** The provider is not sending this track to us for want of bandwidth. */
  readonly paused: boolean;
  /** Absent on providers without `rawTrackOut`. */
  readonly track: MediaStreamTrack | undefined;
  readonly attach: Attach;
}

export interface LocalParticipant {
  /** Empty until joined. */
  readonly id: ParticipantId;
  readonly userKey: UserKey;
  readonly publications: ReadonlyMap<PublicationId, LocalPublication>;
  readonly quality: Quality;
}

export interface RemoteParticipant {
  readonly id: ParticipantId;
  /** Undefined when the provider has not told yet, or for somebody who joined past Patchbay. */
  readonly userKey: UserKey | undefined;
  readonly publications: ReadonlyMap<PublicationId, RemotePublication>;
  readonly quality: Quality;
  readonly speaking: boolean;
}

export interface PublishOptions {
  /** Announce the track muted: nothing is sent until `setMuted(publication, false)`. */
  readonly muted?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * A consult's video, whoever carries it. Objects handed out are immutable snapshots: read `participants` again after an
 * event. Every verb but `leave` and `on` rejects with `invalid-state` unless the session is joined or reconnecting, with
 * `unsupported` where the capability is absent, and with `aborted` when `leave()` overtakes it.
 */
export interface VideoSession {
  readonly id: SessionId;
  readonly provider: ProviderId;
  readonly capabilities: Capabilities;
  readonly state: SessionState;
  readonly local: LocalParticipant;
  /** Everybody else in the room. */
  readonly participants: ReadonlyMap<ParticipantId, RemoteParticipant>;
  /** Composed streams of providers without `perParticipantMedia`; empty elsewhere. */
  readonly mixes: ReadonlyMap<PublicationId, RemotePublication>;

  /**
   * Captures (unless a raw track is given) and publishes. Resolves when the provider has accepted the track; emits
   * `local-published`. Codes: `already-published`, `device-*`, `invalid-argument`, `provider-failure`.
   */
  publish(source: LocalSource, options?: PublishOptions): Promise<LocalPublication>;

  /**
   * Publishes another camera, microphone or track in the same publication; the other side sees no unpublish where the
   * provider has `replaceTrack`. On failure the old track goes on. Codes: `not-published`, `device-*`.
   */
  replace(publication: LocalPublication, source: LocalSource): Promise<LocalPublication>;

  /** Resolves when the provider has taken the track back; emits `local-unpublished`. Codes: `not-published`. */
  unpublish(publication: LocalPublication): Promise<void>;

  /**
   * Muting takes effect here at once, whatever the network does; resolves when the other side has been told. A muted
   * camera that the session captured is really released and opened again on unmute. Codes: `not-published`, `device-*`.
   */
  setMuted(publication: LocalPublication, muted: boolean): Promise<LocalPublication>;

  /**
   * Resolves when the message was handed to the provider: delivery is reliable to those present, in order per sender.
   * Codes: `message-too-large`, `participant-not-found`, `invalid-argument`.
   */
  send(message: Json, options?: { readonly to?: ParticipantId }): Promise<void>;

  stats(): Promise<SessionStats>;

  /** Call from a user gesture after `playback-blocked`. */
  resumePlayback(): Promise<void>;

  /** Never rejects and may be called at any time and repeatedly; resolves when the provider is quiet. */
  leave(): Promise<void>;

  /** The function returned, or the signal, removes the listener. A listener that throws stops nobody else. */
  on<Name extends SessionEventName>(
    name: Name,
    listener: (event: SessionEvents[Name]) => void,
    options?: { readonly signal?: AbortSignal },
  ): () => void;
}
