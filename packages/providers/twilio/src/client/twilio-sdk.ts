/**
 * The part of twilio-video 2.36.0 that the adapter uses, written down structurally, so that tests can stand in for it.
 * `twilio-sdk.test-d.ts` proves that the real SDK fits.
 */
export interface TwilioSdk {
  readonly LocalAudioTrack: TrackClass;
  readonly LocalVideoTrack: TrackClass;
  readonly LocalDataTrack: new (options: TwilioDataTrackOptions) => TwilioLocalDataTrack;
  connect(token: string, options: TwilioConnectOptions): TwilioJoining;
}

/** `cancel` rejects the promise, or leaves the room if it was entered already. */
export type TwilioJoining = PromiseLike<TwilioRoom> & { cancel(): void };

export type TwilioConnectOptions = typeof connectOptions & {
  readonly name: string;
  /** What our own `LocalDataTrack` makes; the SDK asks for more than the port writes down. */
  readonly tracks: never[];
  /** Undocumented: passed on as it is. For the emulator only. */
  readonly wsServer?: string;
};

export type TwilioDataTrackOptions = Named & { readonly ordered: boolean };
type TrackClass = new (track: MediaStreamTrack, options: Named) => TwilioLocalTrack;

/** The SDK's `Room`; for anything not listed here, cast `connection.native` to twilio-video's own type. */
export interface TwilioRoom {
  readonly state: string;
  readonly localParticipant: TwilioLocalParticipant;
  /** By sid. */
  readonly participants: ReadonlyMap<string, TwilioPerson>;
  disconnect(): unknown;
  getStats(): Promise<TwilioStatsReport[]>;
  on(name: 'reconnected', listener: () => void): unknown;
  on(name: 'reconnecting', listener: (error: TwilioFailure) => void): unknown;
  /** Without an error when the room was left, or the participant was removed. */
  on(name: 'disconnected', listener: (room: TwilioRoom, error?: TwilioFailure) => void): unknown;
  on(
    name: 'participantConnected' | 'participantDisconnected',
    listener: (person: TwilioPerson) => void,
  ): unknown;
  on(name: 'dominantSpeakerChanged', listener: (speaker: TwilioPerson | null) => void): unknown;
  on(
    name: 'trackSubscribed' | 'trackUnsubscribed' | 'trackSwitchedOff' | 'trackSwitchedOn',
    listener: (track: TwilioRemoteTrack, publication: TwilioPublication, person: TwilioPerson) => void,
  ): unknown;
  on(name: 'trackDisabled' | 'trackEnabled', listener: (publication: TwilioPublication) => void): unknown;
  on(
    name: 'trackMessage',
    listener: (data: string | ArrayBuffer, track: Named, person: TwilioPerson) => void,
  ): unknown;
}

export type TwilioFailure = { readonly code: number };
type Named = { readonly name: string };

export interface TwilioParticipant {
  readonly identity: string;
  /** Of this one connection; a rejoin brings another. */
  readonly sid: string;
  on(name: 'networkQualityLevelChanged', listener: (level: number) => void): unknown;
}

export interface TwilioPerson extends TwilioParticipant {
  /** By sid. */
  readonly tracks: ReadonlyMap<string, TwilioPublication>;
}

export interface TwilioLocalParticipant extends TwilioParticipant {
  publishTrack(track: TwilioLocalTrack | MediaStreamTrack): Promise<TwilioLocalPublication>;
}

export type TwilioLocalPublication = { readonly trackSid: string; unpublish(): unknown };

export interface TwilioPublication {
  readonly trackSid: string;
  readonly trackName: string;
  readonly kind: string;
  readonly isTrackEnabled: boolean;
  /** Null until it is subscribed to. */
  readonly track: TwilioRemoteTrack | null;
}

/** A data track has no `mediaStreamTrack`. */
export type TwilioRemoteTrack = Named & { readonly mediaStreamTrack?: MediaStreamTrack };

/** An event emitter; its listener of `disabled` and `enabled` is what tells the room. */
export interface TwilioLocalTrack extends Named {
  emit(name: 'disabled' | 'enabled', track: TwilioLocalTrack): boolean;
  stop(): unknown;
}

export type TwilioLocalDataTrack = Named & { send(data: string): void };

type StatsName = `${'local' | 'remote'}${'Audio' | 'Video'}TrackStats`;
export type TwilioStatsReport = Readonly<Record<StatsName, readonly TwilioTrackStats[]>>;

/** Counters of one track on one peer connection; null where the browser does not tell. Times are milliseconds. */
export type TwilioTrackStats = { readonly [Name in Counter]?: number | null } & {
  readonly trackSid: string;
  readonly dimensions?: { readonly width: number | null; readonly height: number | null } | null;
};
type Counter = 'bytesSent' | 'bytesReceived' | 'packetsLost' | 'freezeCount' | 'jitter' | 'roundTripTime';

export const connectOptions = {
  // Else every step of the call is sent to Twilio's telemetry.
  insights: false,
  dominantSpeaker: true,
  networkQuality: { local: 1, remote: 1 },
  // Left to itself the SDK turns off what no element of its own `attach` shows.
  bandwidthProfile: { video: { clientTrackSwitchOffControl: 'manual', contentPreferencesMode: 'manual' } },
} as const;

/** The only value import of the SDK, which is CommonJS; it is fetched when a ticket names Twilio, not before. */
export const loadTwilioSdk = async (): Promise<TwilioSdk> => (await import('twilio-video')).default;
