/**
 * The part of livekit-client 2.23.0 that the adapter uses, written down structurally, so that tests can stand in for it.
 * `livekit-sdk.test-d.ts` proves that the real SDK fits.
 */
export interface LivekitSdk {
  readonly Room: new (options: LivekitRoomOptions) => LivekitRoom;
  readonly LocalAudioTrack: LivekitLocalTrackClass;
  readonly LocalVideoTrack: LivekitLocalTrackClass;
}

export type LivekitLocalTrackClass = new (
  track: MediaStreamTrack,
  constraints: MediaTrackConstraints | undefined,
  userProvided: boolean,
) => LivekitLocalTrack;

export interface LivekitRoomOptions {
  readonly stopLocalTrackOnUnpublish: boolean;
  readonly dynacast: boolean;
}

/** The SDK's `Room`; for anything not listed here, cast `connection.native` to livekit-client's own type. */
export interface LivekitRoom {
  readonly state: string;
  readonly localParticipant: LivekitLocalParticipant;
  readonly remoteParticipants: ReadonlyMap<string, LivekitParticipant>;
  connect(url: string, token: string): Promise<void>;
  disconnect(stopTracks: boolean): Promise<void>;
  on(
    name: 'connected' | 'signalReconnecting' | 'reconnecting' | 'reconnected',
    listener: () => void,
  ): unknown;
  on(name: 'disconnected', listener: (reason?: number) => void): unknown;
  on(
    name: 'participantConnected' | 'participantDisconnected',
    listener: (participant: LivekitParticipant) => void,
  ): unknown;
  on(name: 'trackSubscribed' | 'trackUnsubscribed', listener: LivekitTrackListener): unknown;
  on(name: 'trackMuted' | 'trackUnmuted', listener: LivekitPublicationListener): unknown;
  on(
    name: 'trackStreamStateChanged',
    listener: (publication: LivekitPublication, state: string) => void,
  ): unknown;
  on(name: 'activeSpeakersChanged', listener: (speakers: LivekitParticipant[]) => void): unknown;
  on(
    name: 'connectionQualityChanged',
    listener: (quality: string, participant: LivekitParticipant) => void,
  ): unknown;
  on(name: 'dataReceived', listener: LivekitDataListener): unknown;
}

export type LivekitTrackListener = (
  track: LivekitTrack,
  publication: LivekitPublication,
  participant: LivekitParticipant,
) => void;

export type LivekitPublicationListener = (
  publication: LivekitPublication,
  participant: LivekitParticipant,
) => void;

export type LivekitDataListener = (
  payload: Uint8Array,
  participant?: LivekitParticipant,
  kind?: number,
  topic?: string,
  encryption?: number,
  participantIdentity?: string,
) => void;

export interface LivekitParticipant {
  readonly identity: string;
  readonly metadata?: string | undefined;
  readonly trackPublications: ReadonlyMap<string, LivekitPublication>;
}

export interface LivekitLocalParticipant {
  readonly identity: string;
  publishTrack(
    track: LivekitLocalTrack | MediaStreamTrack,
    options?: LivekitPublishOptions,
  ): Promise<{ readonly trackSid: string }>;
  unpublishTrack(track: LivekitLocalTrack | MediaStreamTrack, stopOnUnpublish?: boolean): Promise<unknown>;
  publishData(data: Uint8Array, options?: LivekitDataOptions): Promise<void>;
}

export interface LivekitPublishOptions {
  readonly source?: string;
}

export interface LivekitDataOptions {
  readonly reliable?: boolean;
  readonly topic?: string;
  readonly destinationIdentities?: string[];
}

export interface LivekitPublication {
  readonly trackSid: string;
  readonly kind: string;
  readonly source: string;
  readonly isMuted: boolean;
  readonly track?: LivekitTrack | undefined;
}

export interface LivekitTrack {
  readonly mediaStreamTrack: MediaStreamTrack;
  getRTCStatsReport(): Promise<LivekitStatsReport | undefined>;
}

export interface LivekitLocalTrack extends LivekitTrack {
  mute(): Promise<unknown>;
  unmute(): Promise<unknown>;
  replaceTrack(track: MediaStreamTrack, userProvidedTrack?: boolean): Promise<unknown>;
}

export interface LivekitStatsReport {
  forEach(visit: (entry: unknown) => void): void;
}

/** The only value import of the SDK; it is fetched when a ticket names LiveKit, not before. */
export const loadLivekitSdk = (): Promise<LivekitSdk> => import('livekit-client');
