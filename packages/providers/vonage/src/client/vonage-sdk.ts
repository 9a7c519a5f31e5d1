/**
 * The part of @vonage/client-sdk-video 2.35.2 that the adapter uses, written down structurally, so that tests can stand in
 * for it. `vonage-sdk.test-d.ts` proves that the real SDK fits.
 */
export interface VonageSdk {
  initSession(applicationId: string, sessionId: string): VonageSession;
  /** Resolves when the publisher is ready; with tracks given it opens no device. */
  readonly initPublisher: {
    promise(target: undefined, properties: VonagePublisherProperties): Promise<VonagePublisher>;
  };
  setProxyUrl(url: string): void;
  setLogLevel(level: number): void;
}

/** The SDK's `Session`; for anything not listed here, cast `connection.native` to the SDK's own type. */
export interface VonageSession {
  /** Null or absent until it is connected. */
  readonly connection?: VonagePeer | null;
  readonly connect: { promise(token: string): Promise<unknown> };
  disconnect(): Promise<void>;
  readonly publish: { promise(publisher: VonagePublisher): Promise<unknown> };
  unpublish(publisher: VonagePublisher): void;
  subscribe(
    stream: VonageStream,
    target: undefined,
    properties: typeof subscriberProperties,
  ): VonageSubscriber;
  /** To everybody, also oneself, unless it says to whom. */
  signal(signal: {
    readonly type: 'patchbay';
    readonly data: string;
    readonly to?: VonagePeer;
  }): Promise<void>;
  on(listeners: VonageListeners): void;
  off(listeners: VonageListeners): void;
}

/** Everybody is told of with `connectionCreated`, also oneself, right after the session has connected. */
export interface VonageListeners {
  readonly connectionCreated: (event: { readonly connection: VonagePeer }) => void;
  readonly connectionDestroyed: (event: { readonly connection: VonagePeer }) => void;
  readonly streamCreated: (event: { readonly stream: VonageStream }) => void;
  readonly streamDestroyed: (event: { readonly stream: VonageStream }) => void;
  readonly streamPropertyChanged: (event: { readonly stream: VonageStream }) => void;
  readonly sessionReconnecting: () => void;
  readonly sessionReconnected: () => void;
  readonly sessionDisconnected: (event: { readonly reason: string }) => void;
  /** Also one's own. From nobody when the server sent it. */
  readonly 'signal:patchbay': (event: { readonly data?: string; readonly from: VonagePeer | null }) => void;
}

/** What the SDK calls a connection: somebody in the session, with or without a stream. */
export interface VonagePeer {
  readonly connectionId: string;
  /** Vonage's time, milliseconds since the Unix epoch. */
  readonly creationTime: number;
  /** What the token said: vouched for by Vonage, seen by everybody. */
  readonly data: string;
}

export interface VonageStream {
  readonly streamId: string;
  readonly name: string;
  readonly connection: VonagePeer;
  readonly hasAudio: boolean;
  readonly hasVideo: boolean;
}

export interface VonagePublisher {
  readonly stream?: Pick<VonageStream, 'streamId'> | undefined;
  readonly publishAudio: { readonly promise: (value: boolean) => Promise<void> };
  readonly publishVideo: { readonly promise: (value: boolean) => Promise<void> };
  getRtcStatsReport(): Promise<readonly { readonly rtcStatsReport: RTCStatsReport }[]>;
  on(name: 'networkConditionChanged', listener: (event: VonagePublisherCondition) => void): void;
  /** Also stops the tracks that it was given. */
  destroy(): unknown;
}

export interface VonageSubscriber {
  getRtcStatsReport(): Promise<RTCStatsReport>;
  on(name: 'networkConditionChanged', listener: (event: VonageSubscriberCondition) => void): void;
  on(name: 'videoDisabled' | 'videoEnabled', listener: (event: { readonly reason: string }) => void): void;
  on(name: 'mediaStreamAvailable', listener: (event: { readonly mediaStream: MediaStream }) => void): void;
}

type Link<Side extends string> = { readonly mediaLink: Record<Side, { readonly networkCondition: string }> };
export type VonagePublisherCondition = { readonly statsContainer: { readonly stats: Link<'transport'> } };
export type VonageSubscriberCondition = { readonly stats: Link<'remotePublisherTransport'> };

export type VonagePublisherProperties = typeof publisherProperties & {
  /** Tells the others what it shows. */
  readonly name: string;
  readonly audioSource: MediaStreamTrack | null;
  readonly videoSource: MediaStreamTrack | null;
  readonly publishAudio: boolean;
  readonly publishVideo: boolean;
};

/** The session owns the device: the SDK is not to open another when one is unplugged. */
export const publisherProperties = {
  insertDefaultUI: false,
  disableAudioInputDeviceManagement: true,
} as const;

/** The SDK plays what it receives in an element of its own, outside the page; the session plays the track. */
export const subscriberProperties = { insertDefaultUI: false, audioVolume: 0 } as const;

/** The only value import of the SDK, which is CommonJS; it is fetched when a ticket names Vonage, not before. */
export const loadVonageSdk = async (): Promise<VonageSdk> =>
  (await import('@vonage/client-sdk-video')).default;
