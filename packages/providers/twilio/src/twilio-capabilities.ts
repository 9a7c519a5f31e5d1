import type { Capabilities } from '@patchbay/contract';

/** What this adapter offers of Twilio; features that Twilio has but the adapter does not drive are absent. */
export const twilioCapabilities: Capabilities = {
  rawTrackIn: true,
  rawTrackOut: true,
  perParticipantMedia: true,
  screenShare: true,
  screenShareAudio: true,
  // twilio-video 2.36.0 exchanges a track in place only when it opened the device itself.
  replaceTrack: false,
  // A data track goes to everybody. 16 KiB is what every browser's data channel takes in one piece; the rest is envelope.
  messages: { maxBytes: 14_000, directed: false },
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
  maxParticipants: 50,
};
