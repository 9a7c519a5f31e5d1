import type { Capabilities } from './capabilities.ts';
import type { ParticipantId, ProviderId, PublicationId, SessionId } from './ids.ts';
import type { Json } from './json.ts';
import type { LocalSource } from './media.ts';
import type {
  LocalParticipant,
  LocalPublication,
  RemoteParticipant,
  RemotePublication,
} from './participants.ts';
import type { SessionEventName, SessionEvents } from './session-events.ts';
import type { SessionState } from './session-state.ts';
import type { SessionStats } from './session-stats.ts';

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
