/**
 * The part of janus-gateway 1.4.2 that the adapter uses, written down structurally, so that tests can stand in for it.
 * `janus-sdk.test-d.ts` proves that the real SDK fits.
 */
export type JanusSdk = new (options: JanusSessionOptions) => JanusSession;

export interface JanusCallbacks<Value = void> {
  readonly success: (value: Value) => void;
  readonly error: (cause: unknown) => void;
}

/** `error` is called when the session cannot be opened, and again whenever its WebSocket is lost. */
export interface JanusSessionOptions extends JanusCallbacks {
  readonly server: string;
  readonly token: string;
  /** Given always: left out, the SDK asks a STUN server of Google's. */
  readonly iceServers: RTCIceServer[];
}

/** The SDK's `Janus`; for anything not listed here, cast `connection.native` to janus-gateway's own type. */
export interface JanusSession {
  attach(options: JanusAttachOptions): void;
  /** Opens a new WebSocket and claims the session again. */
  reconnect(callbacks: JanusCallbacks): void;
  destroy(options: JanusCallbacks & Readonly<Record<'cleanupHandles' | 'notifyDestroyed', boolean>>): void;
}

/** `onmessage` gets answers and what nobody asked for; the SDK does not tell which. */
export interface JanusAttachOptions extends JanusCallbacks<JanusHandle> {
  readonly plugin: string;
  readonly onmessage: (message: JanusMessage, jsep?: JanusJsep) => void;
  readonly webrtcState?: (isUp: boolean) => void;
  readonly ondataopen?: () => void;
  readonly ondata?: (text: string) => void;
}

export type JanusMessage = { readonly [name: string]: unknown };
export type JanusRequest = { readonly request: string; readonly [name: string]: unknown };
export type JanusJsep = { readonly type?: string; readonly sdp?: string };
type Asked = { readonly message: JanusRequest };
type Offered = { readonly jsep: JanusJsep };
type Tracks = { readonly tracks: JanusTrack[] };

export interface JanusHandle {
  readonly webrtcStuff: { readonly pc: RTCPeerConnection | null };
  /** Succeeds with the answer of what the plugin answers at once, without one otherwise. */
  send(options: JanusCallbacks<JanusMessage | undefined> & Partial<Offered> & Asked): void;
  createOffer(options: JanusCallbacks<JanusJsep> & Tracks): void;
  createAnswer(options: JanusCallbacks<JanusJsep> & Tracks & Offered): void;
  handleRemoteJsep(options: JanusCallbacks<unknown> & Offered): void;
  data(options: JanusCallbacks<unknown> & { readonly data: string }): void;
  detach(options: JanusCallbacks): void;
}

/** `dontStop`: the SDK stops a track that it lets go of, unless it was told not to when it got it. */
export interface JanusTrack extends Readonly<Partial<Record<'recv' | 'dontStop' | 'remove', boolean>>> {
  readonly type: 'audio' | 'video' | 'data';
  readonly capture: MediaStreamTrack | false;
  readonly mid?: string;
}

/** The only value import of the SDK; it is fetched when a ticket names Janus, not before. `init` works once only. */
export async function loadJanusSdk(): Promise<JanusSdk> {
  const { default: given } = await import('janus-gateway');
  // An ES module in a package that does not say so (1.4.2): some bundlers give it wrapped, as its types say, others bare.
  const { default: wrapped }: Partial<typeof given> = given;
  const Janus = wrapped ?? (given as unknown as typeof given.default);
  // All that the SDK reads of webrtc-adapter where it matters here. The real one replaces `getUserMedia` in the whole page.
  const adapter = { browserDetails: { browser: 'any', version: 0 } };
  const dependencies = Janus.useDefaultDependencies({ adapter });
  const { promise, resolve } = Promise.withResolvers<JanusSdk>();
  Janus.init({ debug: [], dependencies, callback: () => resolve(Janus) });
  return promise;
}
