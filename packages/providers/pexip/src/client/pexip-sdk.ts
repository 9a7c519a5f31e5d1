/**
 * The part of @pexip/infinity 20.0.0 that the adapter uses, written down structurally, so that tests can stand in for it.
 * `fixtures/sdk-fits.ts`, checked by `pexip-sdk.test.ts`, proves that the real SDK fits.
 */
export interface PexipSdk {
  readonly ClientCallType: { readonly AudioVideoPresentation: number };
  createInfinityClientSignals(
    more: never[],
    batches: { readonly batchScheduleTimeoutMS: number; readonly batchBufferSize: number },
  ): PexipSignals;
  createCallSignals(more: never[]): PexipCallSignals;
  createInfinityClient(signals: PexipSignals, callSignals: PexipCallSignals): PexipClient;
}

type Signal<Heard> = { add(listener: (heard: Heard) => void): unknown };
type Signals<Name extends string, Heard> = { readonly [Each in Name]: Signal<Heard> };

type OfRoster = `onParticipant${'s' | 'Joined' | 'Updated' | 'Left'}`;
export type PexipSignals = Signals<OfRoster, unknown> &
  Signals<'onApplicationMessage', { readonly userId: string; readonly message: unknown }> &
  /** In direct media: the other one is gone, and the call is to be made anew. */
  Signals<'onPeerDisconnect', undefined> &
  Signals<'onTransfer', PexipTransfer> &
  Signals<'onDisconnected', { readonly error: string }>;

export type PexipCallSignals = Signals<'onReconnecting' | 'onReconnected', undefined> &
  Signals<'onRemoteStream' | 'onRemotePresentationStream', MediaStream> &
  Signals<'onPresentationConnectionChange', { readonly send: string }>;

/** The conference moves this participant to another call. */
export type PexipTransfer = { readonly alias: string; readonly token: string; readonly target?: string };

type Flag = 'isMuted' | 'isClientMuted' | 'isCameraMuted' | 'isPresenting';
export type PexipParticipant = { readonly [Name in Flag]: boolean } & {
  /** Of this one join; a rejoin brings another. */
  readonly uuid: string;
  readonly displayName?: string | undefined;
  /** Seconds since the Unix epoch. */
  readonly startTime: number;
  readonly rawData: { readonly call_tag?: string | undefined };
};

/** The SDK's client; for anything not listed here, cast `connection.native` to `InfinityClient`. */
export interface PexipClient {
  readonly latestStats: PexipStats | undefined;
  getParticipants(room: 'main'): readonly PexipParticipant[];
  /** Undefined when the SDK gave up by itself. */
  call(options: PexipCallOptions): Promise<PexipAnswer | undefined>;
  restartCall(options: Pick<PexipCallOptions, 'bandwidth' | 'mediaStream' | 'callType'>): Promise<void>;
  setStream(stream: MediaStream): void;
  present(stream: MediaStream): void;
  stopPresenting(): void;
  clientMute(options: { readonly mute: boolean }): Promise<PexipAnswer | undefined>;
  muteVideo(options: { readonly muteVideo: boolean }): Promise<PexipAnswer | undefined>;
  /** Undefined when nobody answered. */
  sendConferenceRequest(request: PexipRequest): Promise<{ status: number; data: unknown } | undefined>;
  disconnect(options: { readonly reason: PexipGoodbye }): Promise<void>;
}

export type PexipGoodbye = 'User initiated disconnect' | 'DirectMediaTransfer';
type PexipRequest = {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  payload?: Record<string, unknown>;
};

type CallText = 'host' | 'node' | 'conferenceAlias' | 'displayName' | 'callTag';
export type PexipCallOptions = { readonly [Name in CallText]: string } & {
  readonly pin?: string;
  /** In place of a PIN, after a transfer. */
  readonly token?: string;
  readonly directMedia: boolean;
  readonly bandwidth: number;
  readonly callType: number;
  readonly mediaStream: MediaStream;
};

export type PexipAnswer = { readonly status: number; readonly data: { readonly result: unknown } };

/** Read once a second; times are seconds. */
export type PexipStats = { readonly [Way in 'inbound' | 'outbound']: Tracks };
type Tracks = { readonly [Name in 'audio' | 'video' | 'preso']?: PexipTrackStats | undefined };
type Counter =
  | 'bytesTransmitted'
  | 'packetsLost'
  | 'jitter'
  | 'roundTripTime'
  | `resolution${'Width' | 'Height'}`;
export type PexipTrackStats = { readonly [Name in Counter]?: number | undefined };

/**
 * The only value import of the SDK; it is fetched when a ticket names Pexip, not before. Its type goes by way of `unknown`: its
 * declarations import each other without extensions, which only a bundler's resolution finds.
 */
export const loadPexipSdk = async (): Promise<PexipSdk> =>
  (await import('@pexip/infinity')) as unknown as PexipSdk;
