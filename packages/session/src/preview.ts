/** The elements that show one local publication; they follow when its track is exchanged. */
export class Preview {
  readonly #elements = new Map<object, HTMLMediaElement>();
  #track: MediaStreamTrack | undefined;

  show(track: MediaStreamTrack | undefined): void {
    this.#track = track;
    for (const element of this.#elements.values()) render(element, track);
  }

  attach(element: HTMLMediaElement): () => void {
    const key = {};
    this.#elements.set(key, element);
    element.muted = true;
    render(element, this.#track);
    return () => {
      if (this.#elements.delete(key)) render(element, undefined);
    };
  }
}

function render(element: HTMLMediaElement, track: MediaStreamTrack | undefined): void {
  element.srcObject = track === undefined ? null : new MediaStream([track]);
  // A preview is muted, and browsers let muted media play without a gesture; an interrupted play is no failure.
  if (track !== undefined) element.play().catch(() => undefined);
}
