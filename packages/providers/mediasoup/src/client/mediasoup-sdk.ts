import type { TransportTerms } from '../mediasoup-wire.ts';

/**
 * The part of mediasoup-client 3.24.1 that the adapter uses, written down structurally, so that tests can stand in for it.
 * `mediasoup-sdk.test-d.ts` proves that the real SDK fits.
 */
export interface MediasoupSdk {
  readonly Device: { factory(): Promise<MediasoupDevice> };
}

export interface MediasoupDevice {
  /** What this browser can receive of what the router offers; there once loaded. */
  readonly recvRtpCapabilities: object;
  load(options: { routerRtpCapabilities: object }): Promise<void>;
  createSendTransport(options: MediasoupTransportOptions): MediasoupTransport;
  createRecvTransport(options: MediasoupTransportOptions): MediasoupTransport;
}

export interface MediasoupTransportOptions extends TransportTerms {
  readonly iceServers?: RTCIceServer[];
}

type Failed = (error: Error) => void;
type Connecting = (given: { dtlsParameters: object }, proceed: () => void, failed: Failed) => void;
export type MediasoupProducing = (
  given: { kind: 'audio' | 'video'; rtpParameters: object; appData: object },
  proceed: (answer: { id: string }) => void,
  failed: Failed,
) => void;

/** The SDK's `Transport`; for what is not listed here, cast to mediasoup-client's own type. */
export interface MediasoupTransport {
  readonly id: string;
  close(): void;
  restartIce(options: { iceParameters: object }): Promise<void>;
  produce(options: MediasoupProduceOptions): Promise<MediasoupProducer>;
  consume(options: MediasoupConsumeOptions): Promise<MediasoupConsumer>;
  on(name: 'connect', listener: Connecting): unknown;
  on(name: 'produce', listener: MediasoupProducing): unknown;
  on(name: 'connectionstatechange', listener: (state: string) => void): unknown;
}

export interface MediasoupProduceOptions {
  readonly track: MediaStreamTrack;
  readonly encodings?: MediasoupEncoding[];
  readonly stopTracks: false;
  readonly disableTrackOnPause: false;
  readonly appData: { readonly publication: string };
}

export type MediasoupEncoding = { maxBitrate: number; scaleResolutionDownBy?: number };

export interface MediasoupConsumeOptions {
  readonly id: string;
  readonly producerId: string;
  readonly kind: 'audio' | 'video';
  readonly rtpParameters: object;
  /** Tracks of one stream are played in step. */
  readonly streamId?: string;
}

export interface MediasoupProducer {
  readonly closed: boolean;
  close(): void;
  replaceTrack(options: { track: MediaStreamTrack }): Promise<void>;
  getStats(): Promise<RTCStatsReport>;
}

export interface MediasoupConsumer {
  readonly id: string;
  readonly track: MediaStreamTrack;
  close(): void;
  getStats(): Promise<RTCStatsReport>;
}

/**
 * The only value import of the SDK; it is fetched when a ticket names mediasoup, not before. It is CommonJS: where a bundler
 * makes a chunk of it, all that it exports is under `default`.
 */
export async function loadMediasoupSdk(): Promise<MediasoupSdk> {
  const sdk = await import('mediasoup-client');
  return sdk.Device === undefined ? sdk.default : sdk;
}
