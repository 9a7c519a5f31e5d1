import type { MediaCapture } from '@patchbay/session';

/**
 * Looks over one session's shoulder at its devices, real or fake: which tracks it captured, which clones were made of
 * them, and what is still on. Refuses or delays the next device on demand.
 */
export class WatchedCapture implements MediaCapture {
  readonly #inner: MediaCapture;
  readonly #tracks: MediaStreamTrack[] = [];
  readonly #captured: MediaStreamTrack[] = [];
  #asked = 0;
  #refusal: string | undefined;
  #gate: Promise<void> | undefined;

  constructor(inner: MediaCapture) {
    this.#inner = inner;
  }

  /** Captured tracks, in order; clones not counted. */
  get captured(): readonly MediaStreamTrack[] {
    return this.#captured;
  }

  /** How often a device was asked for. */
  get asked(): number {
    return this.#asked;
  }

  /** Captured tracks and clones of them that are still on. */
  get open(): number {
    return this.#tracks.filter(({ readyState }) => readyState === 'live').length;
  }

  /** The next device is refused with this `DOMException` name. */
  refuseNext(name: string): void {
    this.#refusal = name;
  }

  /** Devices open only once the function returned is called. */
  hold(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#gate = promise;
    return () => {
      this.#gate = undefined;
      resolve();
    };
  }

  getUserMedia(constraints: MediaStreamConstraints): Promise<MediaStream> {
    return this.#open(() => this.#inner.getUserMedia(constraints));
  }

  getDisplayMedia(options: DisplayMediaStreamOptions): Promise<MediaStream> {
    return this.#open(() => this.#inner.getDisplayMedia(options));
  }

  async #open(capture: () => Promise<MediaStream>): Promise<MediaStream> {
    this.#asked += 1;
    const refusal = this.#refusal;
    this.#refusal = undefined;
    if (refusal !== undefined) throw new DOMException('Refused by the scenario.', refusal);
    await this.#gate;
    const stream = await capture();
    for (const track of stream.getTracks()) {
      this.#captured.push(track);
      this.#follow(track);
    }
    return stream;
  }

  #follow(track: MediaStreamTrack): MediaStreamTrack {
    this.#tracks.push(track);
    const clone = track.clone.bind(track);
    track.clone = () => this.#follow(clone());
    return track;
  }
}
