/**
 * The part of @zoom/videosdk 2.5.0 that the adapter uses, written down structurally, so that tests can stand in for it.
 * `zoom-sdk.test-d.ts` proves that the real SDK fits. Where it rejects, it rejects with `ZoomFailure`, which is no `Error`.
 */
export interface ZoomSdk {
  /** The same one until it is destroyed. */
  createClient(): ZoomClient;
  destroyClient(): Promise<unknown>;
}

export interface ZoomFailure {
  readonly type: string;
  readonly reason: string;
  readonly errorCode: number;
}

export interface ZoomClient {
  init(language: string, assets: string, options: ZoomInitOptions): Promise<unknown>;
  join(topic: string, token: string, userName: string): Promise<unknown>;
  leave(): Promise<unknown>;
  getMediaStream(): ZoomStream;
  getCommandClient(): ZoomCommands;
  getCurrentUserInfo(): ZoomUser;
  /** Oneself included. */
  getAllUser(): ZoomUser[];
  on<Name extends keyof ZoomEvents>(name: Name, listener: (payload: ZoomEvents[Name]) => void): unknown;
}

type Switch = 'enforceMultipleVideos' | 'leaveOnPageUnload' | 'stayAwake' | 'patchJsMedia' | 'isLogDetailed';

export interface ZoomInitOptions extends Readonly<Record<Switch, boolean>> {
  /** The host of Zoom's web service; zoom.us unless given. */
  readonly webEndpoint?: string;
}

type UserEvent = 'user-added' | 'user-updated' | 'user-removed';
type MediaEvent = 'peer-video-state-change' | 'peer-share-state-change';

export interface ZoomEvents
  extends
    Readonly<Record<UserEvent, readonly unknown[]>>,
    Readonly<Record<MediaEvent, { readonly userId: number; readonly action: string }>> {
  /** A share of one's own that nobody took back. */
  readonly 'passively-stop-share': string;
  readonly 'active-media-failed': { readonly code: number; readonly type: string };
  readonly 'active-speaker': readonly { readonly userId: number }[];
  readonly 'network-quality-change': {
    readonly userId: number;
    readonly type: string;
    readonly level: number;
  };
  /** The sender is a number in one half of the SDK's own types, a text in the other. */
  readonly 'command-channel-message': { readonly senderId: number | string; readonly text: string };
  readonly 'connection-change': {
    readonly state: string;
    readonly reason?: string;
    readonly errorCode?: number;
  };
  readonly 'auto-play-audio-failed': void;
}

/** Somebody in the session, under an id that is new with every join. */
export interface ZoomUser {
  readonly userId: number;
  readonly displayName: string;
  /** `user_key` of the token; undefined for who joined past Patchbay. */
  readonly userKey?: string;
  readonly audio: string;
  readonly muted?: boolean;
  /** Told by a message of the SDK's own, some time after `audio`; undefined until then. */
  readonly isSpeakerOnly?: boolean;
  readonly bVideoOn: boolean;
  readonly sharerOn: boolean;
  readonly sharerPause: boolean;
}

export interface ZoomCommands {
  /** To everybody unless a user id is given. */
  send(text: string, userId?: number): Promise<unknown>;
}

type Devices = readonly { readonly deviceId: string }[];
type AudioVerb = 'stopAudio' | 'muteAudio' | 'unmuteAudio';
type ShareVerb = 'stopShareScreen' | 'pauseShareScreen' | 'resumeShareScreen';
type Verb = AudioVerb | 'stopVideo' | ShareVerb | 'subscribeWebRTCStatsReportData';
type AudioOptions = {
  readonly speakerOnly?: boolean;
  readonly mute?: boolean;
  readonly microphoneId?: string;
};

/** The SDK's element, which goes below a `video-player-container`. */
export type ZoomPlayer = HTMLElement;

export interface ZoomStream extends Readonly<Record<Verb, () => Promise<unknown>>> {
  /** Does nothing, without a word, while audio is on already. */
  startAudio(options: AudioOptions): Promise<unknown>;
  switchMicrophone(deviceId: string): Promise<unknown>;
  getMicList(): Devices;
  startVideo(options: { readonly cameraId?: string; readonly hd?: boolean }): Promise<unknown>;
  switchCamera(deviceId: string): Promise<unknown>;
  getCameraList(): Devices;
  attachVideo(userId: number, quality: number): Promise<ZoomPlayer | ZoomFailure>;
  detachVideo(userId: number): Promise<unknown>;
  isStartShareScreenWithVideoElement(): boolean;
  startShareScreen(
    element: HTMLVideoElement | HTMLCanvasElement,
    options: { readonly hideShareAudioOption?: boolean },
  ): Promise<unknown>;
  attachShareView(userId: number): Promise<ZoomPlayer | ZoomFailure>;
  detachShareView(userId: number): Promise<unknown>;
  /** A `Map` by its types, an object by its code. */
  getWebRTCStatsReportData(): object;
}

/** Loads the SDK, which throws in Node. By its types the module is CommonJS; bundlers take its ES half. */
export async function loadZoomSdk(): Promise<ZoomSdk> {
  const { default: loaded } = await import('@zoom/videosdk');
  return 'default' in loaded ? loaded.default : loaded;
}
