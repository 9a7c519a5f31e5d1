/**
 * The part of daily-js 0.92.2 that the adapter uses, written down structurally, so that tests can stand in for it.
 * `daily-sdk.test-d.ts` proves that the real SDK fits.
 */
export interface DailySdk {
  createCallObject(options: DailyCallOptions): DailyCallObject;
}

export type DailyCallOptions = typeof callOptions & {
  readonly dailyConfig: { readonly avoidEval: boolean; readonly bundlePathOverride?: string };
};

export interface DailyJoinOptions {
  readonly url: string;
  readonly token: string;
  readonly userData: unknown;
}

/** A call object; for anything not listed here, cast `connection.native` to daily-js's own type. */
export interface DailyCallObject {
  join(options: DailyJoinOptions): Promise<unknown>;
  leave(): Promise<void>;
  destroy(): Promise<void>;
  /** Everybody, oneself under `local`. */
  participants(): DailyPeople;
  setUserData(data: unknown): Promise<unknown>;
  setLocalAudio(enabled: boolean): unknown;
  setLocalVideo(enabled: boolean): unknown;
  setInputDevicesAsync(devices: DailyInputs): Promise<unknown>;
  startCustomTrack(options: DailyCustomTrack): Promise<string>;
  stopCustomTrack(name: string): Promise<string>;
  sendAppMessage(data: unknown, to?: string): unknown;
  getNetworkStats(): Promise<{ readonly stats: unknown }>;
  on(name: 'participant-joined' | 'participant-left', listener: (event: DailyPersonEvent) => void): unknown;
  on(name: 'participant-updated', listener: (event: DailyPersonEvent) => void): unknown;
  on(name: 'app-message', listener: (event: DailyMessage) => void): unknown;
  on(name: 'active-speaker-change', listener: (event: DailySpeaker) => void): unknown;
  on(name: 'network-quality-change', listener: (event: DailyNetwork) => void): unknown;
  on(name: 'network-connection', listener: (event: DailyTransport) => void): unknown;
  on(name: 'error', listener: (event: DailyFailure) => void): unknown;
  on(name: 'left-meeting', listener: (event: object) => void): unknown;
}

export type DailyPersonEvent = { readonly participant: DailyPerson };
export type DailyMessage = { readonly data: unknown; readonly fromId: string };
export type DailySpeaker = { readonly activeSpeaker: { readonly peerId: string } };
export type DailyNetwork = { readonly networkState: string };
export type DailyFailure = { readonly errorMsg: string; readonly error?: unknown };
export interface DailyTransport {
  readonly type: string;
  readonly event: string;
  readonly session_id?: string;
  readonly sfu_id?: string;
}

export type DailyInputs = { audioSource?: MediaStreamTrack; videoSource?: MediaStreamTrack };
/** The SDK writes into what it is given. */
export type DailyCustomTrack = { track: MediaStreamTrack; trackName: string };
export type DailyPeople = { readonly local: DailyPerson; readonly [id: string]: DailyPerson };

export interface DailyPerson {
  readonly local: boolean;
  /** Of this one connection. */
  readonly session_id: string;
  /** From the meeting token. */
  readonly user_id: string;
  readonly joined_at?: Date;
  readonly userData?: unknown;
  readonly networkQualityState?: string;
  readonly tracks: { readonly [name: string]: DailyTrack | undefined };
}

export interface DailyTrack {
  readonly state: string;
  readonly off?: {
    readonly byRemoteRequest?: boolean;
    readonly byBandwidth?: boolean;
    readonly byServerLimit?: boolean;
  };
  readonly persistentTrack?: MediaStreamTrack;
}

export const callOptions = {
  // A handover may need a second one for a while, even of the same vendor.
  allowMultipleCallInstances: true,
  // The session opens devices; the SDK gets tracks.
  startVideoOff: true,
  startAudioOff: true,
  subscribeToTracksAutomatically: true,
} as const;

/** The only value import of the SDK; it is fetched when a ticket names Daily, not before. */
export async function loadDailySdk(): Promise<DailySdk> {
  const { default: loaded } = await import('@daily-co/daily-js');
  // Bundlers take its ES module; what its types describe, and Node takes, is CommonJS, with another `default` inside.
  return 'default' in loaded ? loaded.default : loaded;
}
