import type { Capabilities } from '@patchbay/contract';

/** What a scenario needs of a provider's manifest. Nothing else opts a scenario out. */
export type Need =
  | 'rawTrackIn'
  | 'rawTrackOut'
  | 'perParticipantMedia'
  | 'mixedMedia'
  | 'screenShare'
  | 'screenShareAudio'
  | 'replaceTrack'
  | 'republishing'
  | 'messages'
  | 'directedMessages'
  | 'reconnect'
  | 'kick'
  | 'endRoom'
  | 'multiInstance'
  | 'oneInstance'
  | 'threePeople';

interface NeedRow {
  readonly isMet: (capabilities: Capabilities) => boolean;
  /** Why a scenario that needs it is left out. */
  readonly lack: string;
}

const rows: Readonly<Record<Need, NeedRow>> = {
  rawTrackIn: { isMet: ({ rawTrackIn }) => rawTrackIn, lack: 'takes no raw tracks in' },
  rawTrackOut: { isMet: ({ rawTrackOut }) => rawTrackOut, lack: 'gives no raw tracks out' },
  perParticipantMedia: {
    isMet: ({ perParticipantMedia }) => perParticipantMedia,
    lack: 'mixes everybody into one stream',
  },
  mixedMedia: {
    isMet: ({ perParticipantMedia }) => !perParticipantMedia,
    lack: 'keeps everybody’s media apart',
  },
  screenShare: { isMet: ({ screenShare }) => screenShare, lack: 'shares no screen' },
  screenShareAudio: { isMet: (all) => all.screenShareAudio, lack: "shares no screen's sound" },
  replaceTrack: { isMet: ({ replaceTrack }) => replaceTrack, lack: 'replaces tracks by publishing anew' },
  republishing: { isMet: ({ replaceTrack }) => !replaceTrack, lack: 'replaces tracks in place' },
  messages: { isMet: ({ messages }) => messages.maxBytes > 0, lack: 'carries no messages' },
  directedMessages: {
    isMet: ({ messages }) => messages.maxBytes > 0 && messages.directed,
    lack: 'addresses messages to everybody only',
  },
  reconnect: { isMet: ({ reconnect }) => reconnect, lack: 'does not resume after an interruption' },
  kick: { isMet: ({ kick }) => kick, lack: 'removes nobody from a room' },
  endRoom: { isMet: ({ endRoom }) => endRoom, lack: 'ends no room for everybody' },
  multiInstance: { isMet: ({ multiInstance }) => multiInstance, lack: 'lives once in a page' },
  oneInstance: { isMet: ({ multiInstance }) => !multiInstance, lack: 'lives more than once in a page' },
  threePeople: { isMet: (all) => all.maxParticipants >= 3, lack: 'takes two people at most' },
};

/** What is lacking, in words; empty when all needs are met. */
export const lacking = (needs: readonly Need[], capabilities: Capabilities): readonly string[] =>
  needs.filter((need) => !rows[need].isMet(capabilities)).map((need) => rows[need].lack);
