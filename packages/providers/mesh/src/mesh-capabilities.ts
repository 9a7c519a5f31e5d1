import type { Capabilities } from '@patchbay/contract';

/** Every browser uploads to every other one, which a home connection stands for three others. */
export const meshCapabilities: Capabilities = {
  rawTrackIn: true,
  rawTrackOut: true,
  perParticipantMedia: true,
  screenShare: true,
  screenShareAudio: true,
  replaceTrack: true,
  messages: { maxBytes: 16_384, directed: true },
  activeSpeaker: false,
  networkQuality: true,
  reconnect: true,
  kick: true,
  endRoom: true,
  recording: false,
  transcription: false,
  sip: false,
  endToEndEncryption: 'peer-to-peer',
  multiInstance: true,
  maxParticipants: 4,
};
