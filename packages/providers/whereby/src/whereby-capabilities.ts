import type { Capabilities } from '@patchbay/contract';

/** What this adapter offers of Whereby: its rooms of mode `normal`, where browsers send to each other. */
export const wherebyCapabilities: Capabilities = {
  rawTrackIn: true,
  rawTrackOut: true,
  perParticipantMedia: true,
  screenShare: true,
  screenShareAudio: true,
  replaceTrack: true,
  // The chat, which goes to everybody. Its limit is published nowhere (there is an error `too_long_text`): assumed low.
  messages: { maxBytes: 1000, directed: false },
  activeSpeaker: false,
  networkQuality: false,
  reconnect: true,
  // Only somebody in the room can remove somebody.
  kick: false,
  endRoom: true,
  recording: false,
  transcription: false,
  sip: false,
  endToEndEncryption: 'peer-to-peer',
  multiInstance: true,
  maxParticipants: 4,
};
