import type { ParticipantId } from './ids.ts';
import type { Json } from './json.ts';
import type { Quality } from './media.ts';
import type { LocalPublication, RemoteParticipant, RemotePublication } from './participants.ts';
import type { SessionState } from './session-state.ts';
import type { VideoError } from './video-error.ts';

/** Why a session ended. */
export type LeaveReason =
  /** `leave()` was called here. */
  | 'local'
  /** The app's server removed this participant. */
  | 'removed'
  /** The room was ended for everybody. */
  | 'room-ended'
  /** The same `userKey` joined again elsewhere; the newer join wins. */
  | 'duplicate'
  /** The vendor's credentials ran out during the call. */
  | 'credentials-expired'
  /** The network was gone for longer than the provider tries. */
  | 'connection-lost'
  /** The vendor failed. */
  | 'provider-failure';

/** Why a local publication ended. */
export type UnpublishReason =
  /** `unpublish()` was called. */
  | 'requested'
  /** The device was unplugged, or the browser's own "stop sharing" was pressed. */
  | 'ended'
  /** The session ended. */
  | 'left';

/**
 * Everything a session says, by name. Names are past tense where something happened; each has one payload object.
 * Nothing is emitted after `left`.
 */
export interface SessionEvents {
  'state-changed': { readonly state: SessionState; readonly previous: SessionState };
  /** Everybody who was there already; there is no `participant-joined` for them. */
  joined: { readonly participants: readonly RemoteParticipant[] };
  'participant-joined': { readonly participant: RemoteParticipant };
  /** Something but publications changed: the `userKey` became known, or what is muted in a mix. */
  'participant-updated': { readonly participant: RemoteParticipant };
  /** All publications of the participant were reported unpublished before. */
  'participant-left': { readonly participant: RemoteParticipant };
  /** `participant` is undefined for a `mix`. Media can be attached from now on. */
  'track-published': {
    readonly publication: RemotePublication;
    readonly participant: RemoteParticipant | undefined;
  };
  'track-unpublished': {
    readonly publication: RemotePublication;
    readonly participant: RemoteParticipant | undefined;
  };
  'track-muted': {
    readonly publication: RemotePublication;
    readonly participant: RemoteParticipant | undefined;
  };
  'track-unmuted': {
    readonly publication: RemotePublication;
    readonly participant: RemoteParticipant | undefined;
  };
  /** The provider stopped sending this track to us for want of bandwidth. */
  'track-paused': {
    readonly publication: RemotePublication;
    readonly participant: RemoteParticipant | undefined;
  };
  'track-resumed': {
    readonly publication: RemotePublication;
    readonly participant: RemoteParticipant | undefined;
  };
  'local-published': { readonly publication: LocalPublication };
  'local-unpublished': { readonly publication: LocalPublication; readonly reason: UnpublishReason };
  /** Never one's own message. `from` may have left meanwhile. */
  'message-received': { readonly from: ParticipantId; readonly message: Json };
  /** `participant` is undefined for oneself. */
  'quality-changed': { readonly quality: Quality; readonly participant: RemoteParticipant | undefined };
  /** Remote participants who are speaking now, loudest first. */
  'active-speakers-changed': { readonly participants: readonly RemoteParticipant[] };
  /** The call is interrupted; the provider is trying. */
  reconnecting: { readonly scope: 'signalling' | 'media' };
  reconnected: { readonly scope: 'signalling' | 'media' };
  /** The browser wants a gesture before it plays sound: call `resume` (or `resumePlayback()`) from a click. */
  'playback-blocked': { readonly resume: () => Promise<void> };
  /** The last event. `error` is there when the session ended in state `failed`. */
  left: { readonly reason: LeaveReason; readonly error: VideoError | undefined };
}

export type SessionEventName = keyof SessionEvents;

/** One event with its name, as a value. */
export type SessionEvent = {
  [Name in SessionEventName]: { readonly name: Name; readonly payload: SessionEvents[Name] };
}[SessionEventName];
