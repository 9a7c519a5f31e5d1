import type { MediaCapture } from '@patchbay/session';
import { FakeMediaStream } from './fake-stream.ts';
import { FakeMediaStreamTrack } from './fake-track.ts';

/** The names that browsers reject with; `NotAllowedError` is denied, `NotReadableError` busy. */
export type CaptureRefusal =
  | 'NotAllowedError'
  | 'NotReadableError'
  | 'NotFoundError'
  | 'OverconstrainedError'
  | 'AbortError';

/** Devices for Node: any number of cameras, microphones and screens, and how many of them are open. */
export class FakeCapture implements MediaCapture {
  readonly #counter = { open: new Set<object>() };
  /** While set, every device is refused with it. */
  refusal: CaptureRefusal | undefined;

  /** Tracks, and clones of them, that nobody has stopped. */
  get openDevices(): number {
    return this.#counter.open.size;
  }

  async getUserMedia({ audio, video }: MediaStreamConstraints): Promise<MediaStream> {
    this.#refuse();
    const wanted: FakeMediaStreamTrack[] = [];
    if (audio !== undefined && audio !== false) wanted.push(this.#open('audio', audio));
    if (video !== undefined && video !== false) wanted.push(this.#open('video', video));
    if (wanted.length === 0) throw new TypeError('Ask for audio or video.');
    return new FakeMediaStream(wanted);
  }

  async getDisplayMedia(): Promise<MediaStream> {
    this.#refuse();
    return new FakeMediaStream([this.#open('video', true)]);
  }

  #open(kind: 'audio' | 'video', wanted: true | MediaTrackConstraints): FakeMediaStreamTrack {
    const deviceId = wanted === true ? undefined : exactId(wanted.deviceId);
    return new FakeMediaStreamTrack(kind, {
      counter: this.#counter,
      ...(deviceId === undefined ? {} : { deviceId }),
    });
  }

  #refuse(): void {
    if (this.refusal !== undefined) throw new DOMException('The device was refused.', this.refusal);
  }
}

function exactId(wanted: ConstrainDOMString | undefined): string | undefined {
  if (typeof wanted === 'string') return wanted;
  if (typeof wanted !== 'object' || !('exact' in wanted)) return undefined;
  return typeof wanted.exact === 'string' ? wanted.exact : undefined;
}
