import type { SessionEventName } from './session-events.ts';

const names = {
  'state-changed': true,
  joined: true,
  'participant-joined': true,
  'participant-updated': true,
  'participant-left': true,
  'track-published': true,
  'track-unpublished': true,
  'track-muted': true,
  'track-unmuted': true,
  'track-paused': true,
  'track-resumed': true,
  'local-published': true,
  'local-unpublished': true,
  'message-received': true,
  'quality-changed': true,
  'active-speakers-changed': true,
  reconnecting: true,
  reconnected: true,
  'playback-blocked': true,
  left: true,
} satisfies Record<SessionEventName, true>;

/** Every event that a session has, for who listens to all of them. */
export const sessionEventNames = Object.keys(names) as readonly SessionEventName[];
