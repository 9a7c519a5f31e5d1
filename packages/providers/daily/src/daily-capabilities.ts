import type { Capabilities } from '@patchbay/contract';

/** What this adapter offers of Daily; features that Daily has but the adapter does not drive are absent. */
export const dailyCapabilities: Capabilities = {
  rawTrackIn: true,
  rawTrackOut: true,
  perParticipantMedia: true,
  screenShare: true,
  screenShareAudio: true,
  replaceTrack: true,
  // daily-js 0.92.2 takes 4096 characters of JSON unless the call machine says otherwise; the rest is our envelope.
  messages: { maxBytes: 4080, directed: true },
  activeSpeaker: true,
  networkQuality: true,
  reconnect: true,
  kick: true,
  endRoom: true,
  recording: true,
  transcription: false,
  sip: false,
  endToEndEncryption: 'none',
  multiInstance: true,
  maxParticipants: 200,
};
