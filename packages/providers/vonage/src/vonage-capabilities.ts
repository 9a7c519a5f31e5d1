import type { Capabilities } from '@patchbay/contract';

/** What this adapter offers of Vonage Video; features that Vonage has but the adapter does not drive are absent. */
export const vonageCapabilities: Capabilities = {
  rawTrackIn: true,
  rawTrackOut: true,
  perParticipantMedia: true,
  screenShare: true,
  screenShareAudio: true,
  // client-sdk-video 2.35.2 exchanges a camera by its device id only, not by a track.
  replaceTrack: false,
  // A signal's data may have 8192 characters once more in JSON, which at worst doubles them.
  messages: { maxBytes: 4000, directed: true },
  // Levels of single streams only; nobody says who speaks.
  activeSpeaker: false,
  networkQuality: true,
  reconnect: true,
  kick: true,
  // There is no such operation: docs/decisions/0024.
  endRoom: false,
  recording: true,
  transcription: false,
  sip: false,
  endToEndEncryption: 'none',
  // The SDK keeps one session per id for the life of the page: nobody can be in a room twice from one page.
  multiInstance: false,
  maxParticipants: 3000,
};
