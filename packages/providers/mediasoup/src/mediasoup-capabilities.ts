import type { Capabilities } from '@patchbay/contract';

/** What Patchbay's own rooms on mediasoup offer; mediasoup itself knows neither rooms nor participants nor messages. */
export const mediasoupCapabilities: Capabilities = {
  rawTrackIn: true,
  rawTrackOut: true,
  perParticipantMedia: true,
  screenShare: true,
  screenShareAudio: true,
  replaceTrack: true,
  // Through signalling; what fits into a frame with room to spare.
  messages: { maxBytes: 32_768, directed: true },
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
  // A room lives on one core, which carries some 500 consumers: 16 people with two tracks each are 480.
  maxParticipants: 16,
};
