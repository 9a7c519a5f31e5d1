import type { Capabilities } from '@patchbay/contract';

/** What this adapter offers of Zoom; features that Zoom has but the adapter does not drive are absent. */
export const zoomCapabilities: Capabilities = {
  // The SDK opens devices by their ids and renders into elements of its own.
  rawTrackIn: false,
  rawTrackOut: false,
  perParticipantMedia: true,
  screenShare: true,
  // A shared tab's sound is mixed into what the SDK plays.
  screenShareAudio: false,
  replaceTrack: true,
  // 512 bytes fit into a command of @zoom/videosdk 2.5.0 (ExceptionCode 7103); the rest is our mark.
  messages: { maxBytes: 500, directed: true },
  activeSpeaker: true,
  networkQuality: true,
  reconnect: true,
  kick: true,
  endRoom: true,
  recording: true,
  transcription: false,
  sip: false,
  // Zoom's own table of browsers: no browser has it.
  endToEndEncryption: 'none',
  multiInstance: false,
  maxParticipants: 5000,
};
