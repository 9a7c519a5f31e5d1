import type { Capabilities } from '@patchbay/contract';

/** What this adapter offers of Pexip; features that Pexip has but the adapter does not drive are absent. */
export const pexipCapabilities: Capabilities = {
  rawTrackIn: true,
  rawTrackOut: true,
  // One picture and one sound of everybody; only a presentation, which has no sound, comes apart from it.
  perParticipantMedia: false,
  screenShare: true,
  screenShareAudio: false,
  replaceTrack: true,
  messages: { maxBytes: 16_000, directed: true },
  activeSpeaker: false,
  networkQuality: false,
  reconnect: true,
  kick: true,
  endRoom: true,
  recording: false,
  transcription: false,
  sip: false,
  endToEndEncryption: 'none',
  multiInstance: false,
  // As many as a consult needs: Pexip itself is bounded by licences and the capacity of its nodes.
  maxParticipants: 12,
};
