import type { Capabilities } from '@patchbay/contract';

/** What the fake can do; `createFakeProvider` takes away from it, for tests of what is then refused. */
export const fakeCapabilities: Capabilities = {
  rawTrackIn: true,
  rawTrackOut: true,
  perParticipantMedia: true,
  screenShare: true,
  screenShareAudio: true,
  replaceTrack: true,
  messages: { maxBytes: 4_096, directed: true },
  activeSpeaker: false,
  networkQuality: false,
  reconnect: true,
  kick: true,
  endRoom: true,
  recording: false,
  transcription: false,
  sip: false,
  endToEndEncryption: 'none',
  multiInstance: true,
  maxParticipants: 16,
};
