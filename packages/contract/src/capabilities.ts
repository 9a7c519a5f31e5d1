/**
 * What a provider can do, as data. The session refuses a verb whose capability is absent before the adapter is called.
 * What counts is the capability under the signed BAA, so a server may hand out less than a manifest declares.
 */
export interface Capabilities {
  /** A `MediaStreamTrack` can be published as it is. When false the provider opens devices itself (Zoom). */
  readonly rawTrackIn: boolean;
  /** Remote publications carry a `track`. When false only `attach` works. */
  readonly rawTrackOut: boolean;
  /** Remote media comes per participant. When false it is one `mix`. */
  readonly perParticipantMedia: boolean;
  readonly screenShare: boolean;
  readonly screenShareAudio: boolean;
  /** A publication's track can be replaced without a new publication being announced. */
  readonly replaceTrack: boolean;
  readonly messages: MessageCapability;
  readonly activeSpeaker: boolean;
  /** The provider reports a network score per participant. */
  readonly networkQuality: boolean;
  /** The session can be resumed by the provider after the network was gone. */
  readonly reconnect: boolean;
  /** The app's server can remove a participant. */
  readonly kick: boolean;
  /** The app's server can end the room for everybody. */
  readonly endRoom: boolean;
  readonly recording: boolean;
  readonly transcription: boolean;
  readonly sip: boolean;
  readonly endToEndEncryption: 'none' | 'peer-to-peer' | 'full';
  /** Two sessions of this provider can live in one page. */
  readonly multiInstance: boolean;
  /** The most people that one room takes. */
  readonly maxParticipants: number;
}

export interface MessageCapability {
  /** The longest message in bytes of UTF-8 JSON; 0 when the provider carries no messages. */
  readonly maxBytes: number;
  /** A message can be addressed to one participant. */
  readonly directed: boolean;
}

/** Features of a consult that a BAA may not cover. */
export type ConsultFeature = 'recording' | 'transcription' | 'sip';

/** What both sides can do: the lesser of each limit. */
export function intersectCapabilities(a: Capabilities, b: Capabilities): Capabilities {
  return {
    rawTrackIn: a.rawTrackIn && b.rawTrackIn,
    rawTrackOut: a.rawTrackOut && b.rawTrackOut,
    perParticipantMedia: a.perParticipantMedia && b.perParticipantMedia,
    screenShare: a.screenShare && b.screenShare,
    screenShareAudio: a.screenShareAudio && b.screenShareAudio,
    replaceTrack: a.replaceTrack && b.replaceTrack,
    messages: {
      maxBytes: Math.min(a.messages.maxBytes, b.messages.maxBytes),
      directed: a.messages.directed && b.messages.directed,
    },
    activeSpeaker: a.activeSpeaker && b.activeSpeaker,
    networkQuality: a.networkQuality && b.networkQuality,
    reconnect: a.reconnect && b.reconnect,
    kick: a.kick && b.kick,
    endRoom: a.endRoom && b.endRoom,
    recording: a.recording && b.recording,
    transcription: a.transcription && b.transcription,
    sip: a.sip && b.sip,
    endToEndEncryption: a.endToEndEncryption === b.endToEndEncryption ? a.endToEndEncryption : 'none',
    multiInstance: a.multiInstance && b.multiInstance,
    maxParticipants: Math.min(a.maxParticipants, b.maxParticipants),
  };
}
