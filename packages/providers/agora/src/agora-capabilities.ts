import type { Capabilities } from '@patchbay/contract';

/** What this adapter offers of Agora; features that Agora has but the adapter does not drive are absent. */
export const agoraCapabilities: Capabilities = {
  rawTrackIn: true,
  rawTrackOut: true,
  perParticipantMedia: true,
  screenShare: true,
  screenShareAudio: true,
  // agora-rtc-sdk-ng 4.24.8 exchanges a video track in place, an audio track never.
  replaceTrack: false,
  // A stream message takes 1,024 bytes (client.sendStreamMessage) and goes to everybody; the rest is envelope.
  messages: { maxBytes: 1000, directed: false },
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
  // Who can send pictures in one channel, by the vendor's recommendation; see the manifest.
  maxParticipants: 17,
};
