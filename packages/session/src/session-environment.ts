import type { PageSeats } from './page-seats.ts';

/** The devices' side of a browser: the part of `navigator.mediaDevices` that a session uses. */
export interface MediaCapture {
  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream>;
  getDisplayMedia(options: DisplayMediaStreamOptions): Promise<MediaStream>;
}

/** Everything a session takes from its surroundings, so that a test can lend it others. */
export interface SessionEnvironment {
  /** Who lives in this page of those that live there once. */
  readonly seats: PageSeats;
  /** Undefined where there are no devices; publishing raw tracks still works there. */
  readonly capture: MediaCapture | undefined;
  readonly fetch: typeof fetch;
  /** Sends without waiting, also while the page goes away; false when the browser would not take it. */
  readonly sendBeacon: (url: string, body: string) => boolean;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Milliseconds that never jump. */
  readonly monotonicNow: () => number;
  readonly setTimeout: (callback: () => void, milliseconds: number) => unknown;
  readonly clearTimeout: (timer: unknown) => void;
  readonly randomId: () => string;
  /** Where a listener's own error goes. */
  readonly reportError: (error: unknown) => void;
  /** Calls back when the page is going away (true) or came back from the browser's cache (false). */
  readonly onPageHidden: (listener: (hidden: boolean) => void) => () => void;
}

const pageSeats: PageSeats = new Map();

/** The real surroundings: a browser's, or Node's without devices. */
export function defaultEnvironment(): SessionEnvironment {
  const { navigator } = globalThis as { navigator?: Navigator };
  return {
    seats: pageSeats,
    capture: navigator?.mediaDevices,
    fetch: (input, init) => globalThis.fetch(input, init),
    sendBeacon: (url, body) => navigator?.sendBeacon?.(url, body) ?? false,
    now: () => Date.now(),
    monotonicNow: () => performance.now(),
    setTimeout: (callback, milliseconds) => globalThis.setTimeout(callback, milliseconds),
    clearTimeout: (timer) => globalThis.clearTimeout(timer as ReturnType<typeof globalThis.setTimeout>),
    randomId: () => crypto.randomUUID(),
    reportError: (error) =>
      typeof globalThis.reportError === 'function' ? globalThis.reportError(error) : console.error(error),
    onPageHidden: listenToPage,
  };
}

function listenToPage(listener: (hidden: boolean) => void): () => void {
  if (typeof globalThis.addEventListener !== 'function' || typeof document === 'undefined')
    return () => undefined;
  const onHide = () => listener(true);
  const onShow = (event: PageTransitionEvent) => {
    if (event.persisted) listener(false);
  };
  globalThis.addEventListener('pagehide', onHide);
  globalThis.addEventListener('pageshow', onShow);
  return () => {
    globalThis.removeEventListener('pagehide', onHide);
    globalThis.removeEventListener('pageshow', onShow);
  };
}
