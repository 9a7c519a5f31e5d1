/**
 * The part of janus-gateway 1.4.2 that the adapter uses, written down structurally, so that tests can stand in for it.
 * `janus-sdk.test-d.ts` proves that the real SDK fits.
 */
export interface JanusSdk {
  new (options: JanusSessionOptions): JanusSession;
}

export interface JanusSessionOptions {
  readonly server: string;
  readonly token: string;
  /** Given always: left out, the SDK asks a STUN server of Google's. */
  readonly iceServers: RTCIceServer[];
  readonly success: () => void;
  /** Called when the session cannot be opened, and again whenever its WebSocket is lost. */
  readonly error: (cause: unknown) => void;
}

/** The SDK's `Janus`; for anything not listed here, cast `connection.native` to janus-gateway's own type. */
export interface JanusSession {
  attach(options: JanusAttachOptions): void;
  /** Opens a new WebSocket and claims the session again. */
  reconnect(callbacks: JanusCallbacks): void;
  destroy(options: JanusDestroyOptions): void;
}

export interface JanusCallbacks {
  readonly success: () => void;
  readonly error: (cause: unknown) => void;
}

export type JanusDestroyOptions = JanusCallbacks & {
  readonly cleanupHandles: boolean;
  readonly notifyDestroyed: boolean;
};

export interface JanusAttachOptions {
  readonly plugin: string;
  readonly success: (handle: JanusHandle) => void;
  readonly error: (cause: unknown) => void;
  /** An answer or something unasked for: the SDK does not tell which. */
  readonly onmessage: (message: JanusMessage, jsep?: JanusJsep) => void;
  readonly webrtcState: (isUp: boolean) => void;
  readonly iceState: (state: string) => void;
  readonly ondataopen: () => void;
  readonly ondata: (text: string) => void;
}

export type JanusMessage = { readonly [name: string]: unknown };
export type JanusJsep = { readonly type?: string; readonly sdp?: string };

export interface JanusHandle {
  readonly webrtcStuff: { readonly pc: RTCPeerConnection | null };
  send(request: JanusRequest): void;
  createOffer(options: JanusNegotiation): void;
  createAnswer(options: JanusNegotiation & { readonly jsep: JanusJsep }): void;
  handleRemoteJsep(options: JanusCallbacks & { readonly jsep: JanusJsep }): void;
  replaceTracks(options: JanusCallbacks & { readonly tracks: JanusTrack[] }): void;
  data(options: JanusCallbacks & { readonly data: string }): void;
  detach(options: JanusCallbacks): void;
}

export interface JanusRequest {
  readonly message: { request: string; [name: string]: unknown };
  readonly jsep?: JanusJsep;
  /** With the answer of a request that the plugin answers at once, without one otherwise. */
  readonly success: (answer?: JanusMessage) => void;
  readonly error: (cause: string) => void;
}

export interface JanusNegotiation {
  readonly tracks?: JanusTrack[];
  readonly success: (jsep: JanusJsep) => void;
  readonly error: (cause: unknown) => void;
}

/** `dontStop`: the SDK stops a track that it lets go of, unless it was told not to when it got it. */
export interface JanusTrack {
  readonly type: 'audio' | 'video' | 'data';
  readonly mid?: string;
  readonly capture: MediaStreamTrack | false;
  readonly recv?: boolean;
  readonly dontStop?: boolean;
  readonly replace?: boolean;
  readonly remove?: boolean;
}

let loading: Promise<JanusSdk> | undefined;

/** The only value import of the SDK; it is fetched when a ticket names Janus, not before, and set up once. */
export function loadJanusSdk(): Promise<JanusSdk> {
  loading ??= setUp().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function setUp(): Promise<JanusSdk> {
  const { default: given } = await import('janus-gateway');
  // An ES module in a package that does not say so (1.4.2): some bundlers give it wrapped, as its types say, others bare.
  const { default: wrapped }: Partial<typeof given> = given;
  const Janus = wrapped ?? (given as unknown as typeof given.default);
  await new Promise<void>((callback) => {
    // Of webrtc-adapter the SDK reads this much (1.4.2). The package itself would replace `getUserMedia` for the whole page.
    const adapter = { browserDetails: browserOf(navigator.userAgent) };
    Janus.init({ debug: [], dependencies: Janus.useDefaultDependencies({ adapter }), callback });
  });
  return Janus;
}

/** As webrtc-adapter names browsers: the engine counts, and Safari's version is that of WebKit. */
export function browserOf(userAgent: string): { readonly browser: string; readonly version: number } {
  const found = /(Firefox|Chrom(?:e|ium)|AppleWebKit)\/(\d+)/g;
  const versions = new Map([...userAgent.matchAll(found)].map(([, name = '', version]) => [name, version]));
  const [browser, version] = versions.has('Firefox')
    ? ['firefox', versions.get('Firefox')]
    : versions.has('AppleWebKit') && !versions.has('Chrome') && !versions.has('Chromium')
      ? ['safari', versions.get('AppleWebKit')]
      : ['chrome', versions.get('Chrome') ?? versions.get('Chromium')];
  return { browser, version: Number(version ?? 0) };
}
