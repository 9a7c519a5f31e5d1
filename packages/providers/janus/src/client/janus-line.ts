import type { VideoError } from '@patchbay/contract';
import { fail, sdkError } from '../janus-errors.ts';
import type { JanusSdk, JanusSession, JanusSessionOptions } from './janus-sdk.ts';

/** A Janus session: one WebSocket, and another in its place whenever it is lost. */
export interface JanusLine {
  readonly session: JanusSession;
  readonly isWhole: boolean;
  /** Resolves when requests can be made; rejects when they never can again. */
  whole(): Promise<void>;
  /** Says goodbye, if that is possible soon; closes every peer connection. */
  close(): Promise<void>;
}

export interface JanusLineListener {
  readonly lost: () => void;
  /** Events of the meantime are lost. */
  readonly restored: () => void;
  readonly ended: (error: VideoError) => void;
}

type LineTerms = Pick<JanusSessionOptions, 'server' | 'token' | 'iceServers'>;

const retryMilliseconds = 400;
const attemptMilliseconds = 5000;
/** After this long nobody waits for the line any more; Janus forgets the session after its `reclaim_session_timeout`. */
const patienceMilliseconds = 60_000;
const goodbyeMilliseconds = 2000;

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

/** Rejects with the signal's reason when it fires; what has been opened by then is closed. */
export async function openJanusLine(
  Sdk: JanusSdk,
  terms: LineTerms,
  signal: AbortSignal,
  listener: JanusLineListener,
): Promise<JanusLine> {
  let onError: (cause: unknown) => void = () => undefined;
  let session: JanusSession | undefined;
  const opening = new Promise<void>((resolve, reject) => {
    onError = (cause) => reject(sdkError(cause));
    session = new Sdk({ ...terms, success: resolve, error: (cause) => onError(cause) });
  });
  const abandoned = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(aborted()), { once: true });
    if (signal.aborted) reject(aborted());
  });
  const opened = opening.then(() => session as JanusSession);
  try {
    await Promise.race([opened, abandoned]);
  } catch (error) {
    void opened.then(destroy, () => undefined);
    throw error;
  }
  const line = new Line(await opened, listener);
  onError = () => line.lose();
  return line;
}

export const aborted = () => fail('aborted', 'The join was abandoned.');

class Line implements JanusLine {
  readonly session: JanusSession;
  readonly #listener: JanusLineListener;
  #state: 'whole' | 'lost' | 'closed' = 'whole';
  #restored = Promise.withResolvers<void>();

  constructor(session: JanusSession, listener: JanusLineListener) {
    this.session = session;
    this.#listener = listener;
    this.#restored.resolve();
  }

  get isWhole(): boolean {
    return this.#state === 'whole';
  }

  whole(): Promise<void> {
    return this.#restored.promise;
  }

  /** May be told several times of one loss. */
  lose(): void {
    if (this.#state !== 'whole') return;
    this.#state = 'lost';
    this.#restored = Promise.withResolvers();
    this.#restored.promise.catch(() => undefined);
    this.#listener.lost();
    void this.#claimAgain();
  }

  async close(): Promise<void> {
    // Without the line nobody hears the goodbye, and the others would see us for long.
    if (this.#state === 'lost')
      await Promise.race([this.#restored.promise.catch(() => undefined), pause(goodbyeMilliseconds)]);
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#restored.reject(aborted());
    this.#restored.promise.catch(() => undefined);
    await Promise.race([destroy(this.session), pause(goodbyeMilliseconds)]);
  }

  async #claimAgain(): Promise<void> {
    const started = performance.now();
    for (;;) {
      const error = await this.#claim();
      if (this.#state === 'closed') return error === undefined ? void destroy(this.session) : undefined;
      if (error === undefined) break;
      const isOver = error.code !== 'unreachable' || performance.now() - started > patienceMilliseconds;
      if (isOver) return this.#end(error);
      await pause(retryMilliseconds);
    }
    this.#state = 'whole';
    this.#restored.resolve();
    this.#listener.restored();
  }

  #claim(): Promise<VideoError | undefined> {
    return new Promise((resolve) => {
      const late = fail('unreachable', 'Janus does not answer.', { retryable: true });
      const timer = setTimeout(() => resolve(late), attemptMilliseconds);
      const settle = (error: VideoError | undefined): void => {
        clearTimeout(timer);
        resolve(error);
      };
      this.session.reconnect({ success: () => settle(undefined), error: (cause) => settle(sdkError(cause)) });
    });
  }

  #end(error: VideoError): void {
    this.#state = 'closed';
    this.#restored.reject(error);
    void destroy(this.session);
    this.#listener.ended(error);
  }
}

const destroy = (session: JanusSession): Promise<void> =>
  new Promise((resolve) => {
    session.destroy({
      cleanupHandles: true,
      notifyDestroyed: false,
      success: resolve,
      error: () => resolve(),
    });
  });
