import type { Attach, VendorRendering } from '@patchbay/contract';

/** What a vendor renders in an element of its own, and the application's elements that show it. */
export interface VendorPicture {
  readonly attach: Attach;
  /** The vendor renders only while there is something to see, and somebody who looks. */
  setOn(isOn: boolean): void;
  /** Takes it off everywhere. */
  end(): void;
}

/**
 * For SDKs that give no track. Where the vendor plays a video, the application's elements get the same stream, so that nothing
 * is decoded or copied twice; where it paints a canvas, that one's stream is captured.
 */
export function createVendorPicture(rendering: VendorRendering): VendorPicture {
  const viewers = new Set<{ readonly element: HTMLMediaElement }>();
  let isOn = true;
  let root: HTMLElement | undefined;
  let shown: MediaStream | null = null;
  let work: Promise<unknown> = Promise.resolve();

  const show = (element: HTMLMediaElement): void => {
    if (shown === null || element.srcObject === shown) return;
    Object.assign(element, { autoplay: true, playsInline: true, muted: true, srcObject: shown });
    element.play().catch(() => undefined);
  };
  const takeOff = (element: HTMLMediaElement, stream: MediaStream | null): void => {
    if (stream !== null && element.srcObject === stream) element.srcObject = null;
  };
  const follow = (): void => {
    const before = shown;
    shown = root === undefined ? null : streamBelow(root);
    if (shown === before) return;
    for (const { element } of viewers) {
      takeOff(element, before);
      show(element);
    }
  };
  const settle = (): void => {
    const turn = async (): Promise<void> => {
      const isWanted = isOn && viewers.size > 0;
      if (isWanted === (root !== undefined)) return;
      if (isWanted) {
        root = await rendering.open().catch(async (error: unknown) => {
          await rendering.close();
          throw error;
        });
        // A stream that comes, or is exchanged. Media events do not bubble, but they are captured.
        root.addEventListener('loadedmetadata', follow, true);
        follow();
      } else {
        root = undefined;
        follow();
        await rendering.close();
      }
    };
    // What cannot be rendered now is tried again with the next change.
    work = work.then(turn).catch(() => undefined);
  };

  return {
    attach: (element) => {
      const viewer = { element };
      viewers.add(viewer);
      show(element);
      settle();
      return () => {
        if (!viewers.delete(viewer)) return;
        takeOff(element, shown);
        settle();
      };
    },
    setOn: (on) => {
      isOn = on;
      settle();
    },
    end: () => {
      isOn = false;
      for (const { element } of viewers) takeOff(element, shown);
      viewers.clear();
      settle();
    },
  };
}

function streamBelow(root: HTMLElement): MediaStream | null {
  const video = root.querySelector('video');
  // Vendors set nothing else.
  if (video !== null) return video.srcObject as MediaStream | null;
  return (root.shadowRoot ?? root).querySelector('canvas')?.captureStream() ?? null;
}
