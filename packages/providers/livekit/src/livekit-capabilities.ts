import type { Capabilities } from '@patchbay/contract';

/** What this adapter offers of LiveKit; features that LiveKit has but the adapter does not drive are absent. */
export const livekitCapabilities: Capabilities = {
  rawTrackIn: true,
  rawTrackOut: true,
  perParticipantMedia: true,
  screenShare: true,
  screenShareAudio: true,
  replaceTrack: true,
  // livekit-client 2.23.0 cuts its own data streams into packets of 15,000 bytes; beyond 64,000 it refuses.
  messages: { maxBytes: 14_000, directed: true },
  activeSpeaker: true,
  networkQuality: true,
  reconnect: true,
  kick: true,
  endRoom: true,
  recording: false,
  transcription: false,
  sip: false,
  endToEndEncryption: 'none',
  multiInstance: true,
  // LiveKit sets no limit; its own published benchmark holds a meeting of 150 on one 16-core node.
  maxParticipants: 100,
};
