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
  // Needs a bucket of one's own and a fourth seat in the room; no adapter drives it yet.
  recording: false,
  transcription: false,
  sip: false,
  endToEndEncryption: 'none',
  multiInstance: true,
  // Hosts in one channel, by vendor's limit for the communication profile; see the manifest.
  maxParticipants: 17,
};
