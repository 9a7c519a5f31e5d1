/**
 * The part of agora-rtc-sdk-ng 4.24.8 that the adapter uses, written down structurally, so that tests can stand in for it.
 * `agora-sdk.test-d.ts` proves that the real SDK fits.
 */
export interface AgoraSdk {
  createClient(options: typeof clientOptions): AgoraClient;
  createCustomVideoTrack(options: TrackOptions): AgoraTrack;
  createCustomAudioTrack(options: TrackOptions): AgoraTrack;
}

type TrackOptions = { readonly mediaStreamTrack: MediaStreamTrack };

/** The SDK's `IAgoraRTCClient`; for anything not listed here, cast `connection.native` to the SDK's own type. */
export interface AgoraClient {
  readonly remoteUsers: readonly AgoraUser[];
  join(appId: string, channel: string, token: string, uid: number): Promise<unknown>;
  leave(): Promise<void>;
  publish(tracks: never[]): Promise<unknown>;
  unpublish(tracks: never[]): Promise<unknown>;
  subscribe(user: never, kind: 'audio'): Promise<AgoraTrack>;
  subscribe(user: never, kind: 'video'): Promise<AgoraTrack>;
  /** To everybody else, in order, up to 1,024 bytes. In 4.24.8's code, but not in its types. */
  sendStreamMessage(message: { readonly payload: Uint8Array }, needsRetry: boolean): Promise<unknown>;
  setProxyServer(host: string): void;
  enableAudioVolumeIndicator(): void;
  getRemoteNetworkQuality(): Readonly<Record<string, AgoraQuality>>;
  on(name: 'user-joined' | 'user-left', listener: (user: AgoraUser) => void): void;
  on(name: 'user-published' | 'user-unpublished', listener: PublicationListener): void;
  on(name: 'stream-message', listener: (uid: AgoraUid, payload: Uint8Array) => void): void;
  on(name: 'network-quality', listener: (quality: AgoraQuality) => void): void;
  on(name: 'volume-indicator', listener: (volumes: readonly AgoraVolume[]) => void): void;
  on(name: 'connection-state-change', listener: StateListener): void;
  on(name: 'token-privilege-did-expire', listener: () => void): void;
}

type PublicationListener = (user: AgoraUser, kind: 'audio' | 'video' | 'datachannel') => void;
type StateListener = (current: string, previous: string, reason?: string) => void;
export type AgoraUid = number | string;
export type AgoraUser = Readonly<{ uid: AgoraUid; hasAudio: boolean; hasVideo: boolean }>;
export type AgoraQuality = Readonly<Record<'uplinkNetworkQuality' | 'downlinkNetworkQuality', number>>;
export type AgoraVolume = { readonly uid: AgoraUid; readonly level: number };

/** A local one is never closed: that stops the track, which is the session's. */
export interface AgoraTrack {
  getMediaStreamTrack(): MediaStreamTrack;
  /** Undefined before there is a connection. */
  getRTCRtpTransceiver(): Readonly<Record<'sender' | 'receiver', StatsSource>> | undefined;
}
type StatsSource = { getStats(): Promise<RTCStatsReport> };

export const clientOptions = {
  mode: 'rtc',
  codec: 'vp8',
  // Else the SDK asks an access point that is not there for as long as the page lives (4.24.8).
  httpRetryConfig: { timeout: 500, timeoutFactor: 1.5, maxRetryCount: 3, maxRetryTimeout: 2000 },
} as const;

/** The only value import of the SDK; it is fetched when a ticket names Agora, not before. It patches `getUserMedia`. */
export async function loadAgoraSdk(): Promise<AgoraSdk> {
  // Off for the whole page, before the first client: what tells Agora of every step, and what asks it for settings.
  const sdk = await import('agora-rtc-sdk-ng/esm');
  sdk.disableLogUpload();
  sdk.setLogLevel(4);
  sdk.setParameter('ENABLE_EVENT_REPORT', false);
  sdk.setParameter('ENABLE_CONFIG_DISTRIBUTE', false);
  // Else the older of two joins under one uid is told that it was banned (4.24.8, `handleNotification`).
  sdk.setParameter('IGNORE_UID_CHECK', true);
  // Only `sendStreamMessage` is missing from its types; `agora-sdk.test-d.ts` checks all else.
  return sdk as unknown as AgoraSdk;
}
