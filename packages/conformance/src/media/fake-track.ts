/** How many devices are open: tracks, and clones of them, that nobody has stopped. */
export interface DeviceCounter {
  readonly open: Set<object>;
}

export interface FakeTrackOptions {
  readonly label?: string;
  readonly deviceId?: string;
  readonly counter?: DeviceCounter;
}

/** A `MediaStreamTrack` for Node: it has a life but no picture or sound. */
export class FakeMediaStreamTrack extends EventTarget implements MediaStreamTrack {
  readonly id: string = crypto.randomUUID();
  readonly kind: 'audio' | 'video';
  readonly label: string;
  readonly muted = false;
  contentHint = '';
  enabled = true;
  onended: MediaStreamTrack['onended'] = null;
  onmute: MediaStreamTrack['onmute'] = null;
  onunmute: MediaStreamTrack['onunmute'] = null;
  readonly #options: FakeTrackOptions;
  #readyState: MediaStreamTrackState = 'live';

  constructor(kind: 'audio' | 'video', options: FakeTrackOptions = {}) {
    super();
    this.kind = kind;
    this.label = options.label ?? `fake ${kind}`;
    this.#options = options;
    options.counter?.open.add(this);
  }

  get readyState(): MediaStreamTrackState {
    return this.#readyState;
  }

  /** As in a browser: `ended` is not told to who stops a track. */
  stop(): void {
    this.#readyState = 'ended';
    this.#options.counter?.open.delete(this);
  }

  /** The device goes away: the track ends by itself and says so. */
  end(): void {
    if (this.#readyState === 'ended') return;
    this.stop();
    const event = new Event('ended');
    this.onended?.(event);
    this.dispatchEvent(event);
  }

  clone(): FakeMediaStreamTrack {
    const clone = new FakeMediaStreamTrack(this.kind, this.#options);
    clone.enabled = this.enabled;
    if (this.#readyState === 'ended') clone.stop();
    return clone;
  }

  getSettings(): MediaTrackSettings {
    const { deviceId } = this.#options;
    return deviceId === undefined ? {} : { deviceId };
  }

  getConstraints(): MediaTrackConstraints {
    return {};
  }

  getCapabilities(): MediaTrackCapabilities {
    return {};
  }

  async applyConstraints(): Promise<void> {}
}
