import type { Capabilities } from '@patchbay/contract';

/** What this adapter offers of Janus; features that Janus has but the adapter does not drive are absent. */
export const janusCapabilities: Capabilities = {
  rawTrackIn: true,
  rawTrackOut: true,
  perParticipantMedia: true,
  screenShare: true,
  screenShareAudio: true,
  replaceTrack: true,
  // TextRoom takes 65,535 bytes in one piece (1.1.2, a uint16_t); JSON inside JSON may double, the rest is envelope.
  messages: { maxBytes: 16_000, directed: true },
  activeSpeaker: false,
  networkQuality: false,
  reconnect: true,
  kick: true,
  endRoom: true,
  recording: true,
  transcription: false,
  sip: false,
  endToEndEncryption: 'none',
  multiInstance: true,
  maxParticipants: 20,
};
