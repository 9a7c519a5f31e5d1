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

export interface ZoomInitOptions {
  /** The host of Zoom's web service; zoom.us unless given. */
  readonly webEndpoint?: string;
  readonly enforceMultipleVideos: boolean;
  readonly leaveOnPageUnload: boolean;
  readonly stayAwake: boolean;
  readonly patchJsMedia: boolean;
  readonly isLogDetailed: boolean;
}

export interface ZoomEvents {
  readonly 'user-added': readonly unknown[];
  readonly 'user-updated': readonly unknown[];
  readonly 'user-removed': readonly unknown[];
  readonly 'peer-video-state-change': { readonly userId: number; readonly action: string };
  readonly 'peer-share-state-change': { readonly userId: number; readonly action: string };
  /** A share of one's own that nobody took back. */
  readonly 'passively-stop-share': string;
  readonly 'active-media-failed': { readonly code: number; readonly type: string };
  readonly 'active-speaker': readonly { readonly userId: number }[];
  readonly 'network-quality-change': {
    readonly userId: number;
    readonly type: string;
    readonly level: number;
  };
  readonly 'command-channel-message': {
    /** A number in one half of the SDK's own types, a text in the other. */
    readonly senderId: number | string;
    readonly text: string;
  };
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

interface ZoomDevice {
  readonly deviceId: string;
}

/** The SDK's element, which goes below a `video-player-container`. */
export type ZoomPlayer = HTMLElement;

export interface ZoomStream {
  /** Does nothing, without a word, while audio is on already. */
  startAudio(options: {
    readonly speakerOnly?: boolean;
    readonly mute?: boolean;
    readonly microphoneId?: string;
  }): Promise<unknown>;
  stopAudio(): Promise<unknown>;
  muteAudio(): Promise<unknown>;
  unmuteAudio(): Promise<unknown>;
  switchMicrophone(deviceId: string): Promise<unknown>;
  getMicList(): readonly ZoomDevice[];
  startVideo(options: { readonly cameraId?: string; readonly hd?: boolean }): Promise<unknown>;
  stopVideo(): Promise<unknown>;
  switchCamera(deviceId: string): Promise<unknown>;
  getCameraList(): readonly ZoomDevice[];
  attachVideo(userId: number, quality: number): Promise<ZoomPlayer | ZoomFailure>;
  detachVideo(userId: number): Promise<unknown>;
  isStartShareScreenWithVideoElement(): boolean;
  startShareScreen(
    element: HTMLVideoElement | HTMLCanvasElement,
    options: { readonly hideShareAudioOption?: boolean },
  ): Promise<unknown>;
  stopShareScreen(): Promise<unknown>;
  pauseShareScreen(): Promise<unknown>;
  resumeShareScreen(): Promise<unknown>;
  attachShareView(userId: number): Promise<ZoomPlayer | ZoomFailure>;
  detachShareView(userId: number): Promise<unknown>;
  subscribeWebRTCStatsReportData(): Promise<unknown>;
  /** A `Map` by its types, an object by its code. */
  getWebRTCStatsReportData(): object;
}

/** Loads the SDK, which throws in Node. By its types the module is CommonJS; bundlers take its ES half. */
export async function loadZoomSdk(): Promise<ZoomSdk> {
  const { default: loaded } = await import('@zoom/videosdk');
  return 'default' in loaded ? loaded.default : loaded;
}
