import {
  kindOfSource,
  type LocalPublication,
  type LocalSource,
  type OutgoingMedia,
  type PublicationId,
  type VendorRendering,
} from '@patchbay/contract';
import { type CapturedTrack, sourceOf } from './capture-source.ts';
import { Preview } from './preview.ts';
import type { SerialQueue } from './serial-queue.ts';
import { createVendorPicture, type VendorPicture } from './vendor-picture.ts';

/** Media that a slot no longer uses but that is still live. */
export interface DetachedMedia {
  readonly captured: CapturedTrack | undefined;
  readonly clone: MediaStreamTrack | undefined;
  readonly stopWatching: () => void;
  readonly isSent: boolean;
  release(): void;
}

/**
 * One publication of one's own over its whole life: the captured track, the clone that the provider sends, and the mute
 * state, which is ours and not the vendor's.
 */
export class LocalSlot {
  readonly id: PublicationId;
  /** Of all publications of the source: the vendor may know only one. */
  readonly queue: SerialQueue;
  /** The provider's id; another one after a republication, none while the provider does not have it. */
  providerId: PublicationId | undefined;
  /** The provider was given what the slot shows now. */
  isSent = false;
  /** What the last call asked for. */
  wantsMuted: boolean;
  /** What the other side was told. */
  muted: boolean;
  source: LocalSource;
  readonly #preview = new Preview();
  #rendered:
    | { readonly providerId: PublicationId | undefined; readonly picture: VendorPicture | undefined }
    | undefined;
  readonly #attach = (element: HTMLMediaElement) => this.#preview.attach(element);
  #captured: CapturedTrack | undefined;
  #clone: MediaStreamTrack | undefined;
  #stopWatching: () => void = () => undefined;
  #isClosed = false;

  constructor(id: PublicationId, queue: SerialQueue, source: LocalSource, muted: boolean) {
    this.id = id;
    this.queue = queue;
    this.source = source;
    this.muted = muted;
    this.wantsMuted = muted;
  }

  /** Takes a captured track into use and lets go of the one before. `onEnded` is for a device that went away. */
  use(captured: CapturedTrack, onEnded: () => void): void {
    this.release();
    const { track } = captured;
    this.#captured = captured;
    this.#clone = track.clone();
    this.#preview.show(track);
    track.addEventListener('ended', onEnded);
    this.#stopWatching = () => track.removeEventListener('ended', onEnded);
    this.#settle();
  }

  /** What the provider captured for us is what is seen, while it is not muted. */
  showProvided(render: (providerId: PublicationId) => VendorRendering | undefined): void {
    const { providerId } = this;
    if (this.#rendered?.providerId !== providerId) {
      this.#rendered?.picture?.end();
      const rendering = providerId === undefined ? undefined : render(providerId);
      const picture = rendering && createVendorPicture(rendering);
      this.#rendered = { providerId, picture };
      this.#preview.showThrough(picture?.attach);
    }
    this.#rendered?.picture?.setOn(!this.muted);
  }

  /** Hands over what is in use, still live, so that a replacement that fails can be taken back. */
  detach(): DetachedMedia {
    const captured = this.#captured;
    const clone = this.#clone;
    const stopWatching = this.#stopWatching;
    const { isSent } = this;
    this.#captured = undefined;
    this.#clone = undefined;
    this.#stopWatching = () => undefined;
    if (captured !== undefined) this.isSent = false;
    const release = () => {
      stopWatching();
      clone?.stop();
      if (captured?.owned === true) captured.track.stop();
    };
    return { captured, clone, stopWatching, isSent, release };
  }

  /** Puts back what `detach` took and lets go of what came instead. */
  restore(detached: DetachedMedia): void {
    this.release();
    this.#captured = detached.captured;
    this.#clone = detached.clone;
    this.#stopWatching = detached.stopWatching;
    this.isSent = detached.isSent;
    this.#preview.show(this.#captured?.track);
    this.#settle();
  }

  /** Stops the clone and, when we opened it, the device. The application's own track is left as it is. */
  release(): void {
    this.detach().release();
    if (this.#rendered === undefined) this.#preview.show(undefined);
  }

  /** The end: also what a verb under way still brings is let go of at once. */
  close(): void {
    this.#isClosed = true;
    this.#rendered?.picture?.end();
    this.release();
  }

  /**
   * Silences, or lets through, what the provider sends; takes effect at once. Nothing is sent while the last call asked for
   * silence, nor while the other side believes in it.
   */
  applyMute(): void {
    if (this.#clone !== undefined) this.#clone.enabled = !this.wantsMuted && !this.muted;
  }

  #settle(): void {
    this.applyMute();
    if (this.#isClosed) this.release();
  }

  /** A camera that we opened is closed while muted: its light goes out. */
  get releasesOnMute(): boolean {
    return this.source.kind === 'camera';
  }

  get hasTrack(): boolean {
    return this.#captured !== undefined;
  }

  /** What the adapter is given. */
  outgoing(): OutgoingMedia {
    const source = sourceOf(this.source);
    const common = { source, kind: kindOfSource(source), muted: this.muted };
    if (this.#clone !== undefined) return { ...common, track: this.#clone };
    const deviceId = 'deviceId' in this.source ? this.source.deviceId : undefined;
    return { ...common, track: undefined, deviceId };
  }

  /** What the application is given. */
  publication(): LocalPublication {
    const source = sourceOf(this.source);
    return {
      id: this.id,
      source,
      kind: kindOfSource(source),
      muted: this.muted,
      track: this.#captured?.track,
      attach: this.#attach,
    };
  }
}
