import type { MediaKind } from '@patchbay/contract';

/** As much of an element as adapters touch where there is no document. */
class FakeElement extends EventTarget {
  autoplay = false;
  muted = false;
  playsInline = false;
  srcObject: MediaStream | null = null;

  async play(): Promise<void> {}

  pause(): void {
    this.autoplay = false;
  }

  setAttribute(): void {}

  removeAttribute(): void {}

  remove(): void {}
}

/** An element to render in: a real one in a page, taken out of it again by `remove()`. */
export function createMediaElement(kind: MediaKind): HTMLMediaElement {
  if (typeof document === 'undefined') return new FakeElement() as unknown as HTMLMediaElement;
  const element = document.createElement(kind);
  // Muted media plays without a gesture; what is looked at is whether it moves.
  element.muted = true;
  document.body.append(element);
  return element;
}
