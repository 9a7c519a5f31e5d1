import type { Attach } from '@patchbay/contract';

interface Viewer {
  readonly element: HTMLMediaElement;
  takeOff: () => void;
}

const nothing = (): void => undefined;

/** The elements that show one local publication; they follow when what it shows is exchanged. */
export class Preview {
  readonly #viewers = new Set<Viewer>();
  #shown: Attach | undefined;

  show(track: MediaStreamTrack | undefined): void {
    this.showThrough(track && showTrack(track));
  }

  /** For what has no track: a provider shows it that opened the device itself. */
  showThrough(attach: Attach | undefined): void {
    this.#shown = attach;
    for (const viewer of this.#viewers) this.#render(viewer);
  }

  attach(element: HTMLMediaElement): () => void {
    const viewer: Viewer = { element, takeOff: nothing };
    this.#viewers.add(viewer);
    element.muted = true;
    this.#render(viewer);
    return () => {
      if (this.#viewers.delete(viewer)) viewer.takeOff();
    };
  }

  #render(viewer: Viewer): void {
    viewer.takeOff();
    viewer.takeOff = this.#shown?.(viewer.element) ?? nothing;
  }
}

const showTrack =
  (track: MediaStreamTrack): Attach =>
  (element) => {
    element.srcObject = new MediaStream([track]);
    // A preview is muted, and browsers let muted media play without a gesture; an interrupted play is no failure.
    element.play().catch(nothing);
    return () => void (element.srcObject = null);
  };
