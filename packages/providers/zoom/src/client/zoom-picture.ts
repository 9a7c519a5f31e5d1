import type { Attach } from '@patchbay/contract';

/** Something that Zoom renders, and the application's elements that show it. */
export interface ZoomPicture {
  readonly attach: Attach;
  /** Zoom renders only while there is something to see. */
  setOn(isOn: boolean): void;
  /** Takes it off everywhere. */
  end(): void;
}

/** How Zoom is had to render: `open` resolves to the element below which it does. */
export interface ZoomRendering {
  open(): Promise<HTMLElement>;
  close(): Promise<unknown>;
}

/**
 * Zoom renders into a `video-player` of its own. With WebRTC video (which our tokens ask for) that holds a video element: the
 * application's elements get the same stream, and nothing is decoded or copied twice. With WebAssembly it is a canvas of the
 * container's, whose stream is captured. (2.5.0, lib/js_media.min.js, `initVideoPlayer`. `renderVideo`, which draws where one
 * likes, is deprecated and refused under WebRTC, ExceptionCode 6112.)
 */
export function createZoomPicture(rendering: ZoomRendering): ZoomPicture {
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
        root = await rendering.open();
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
      for (const { element } of viewers) takeOff(element, shown);
      viewers.clear();
      settle();
    },
  };
}

function streamBelow(root: HTMLElement): MediaStream | null {
  const video = root.querySelector('video');
  // The SDK sets nothing else.
  if (video !== null) return video.srcObject as MediaStream | null;
  return (root.shadowRoot ?? root).querySelector('canvas')?.captureStream() ?? null;
}

/** In sight, so that nothing saves the work of rendering it, and yet not to be seen. */
const unseen =
  'position:fixed;left:0;top:0;width:640px;height:360px;opacity:0;pointer-events:none;z-index:-1;overflow:hidden';

/** A place of our own in the page for what the SDK renders. */
export function openUnseen(tag: string): HTMLElement {
  const place = document.createElement(tag);
  place.setAttribute('style', unseen);
  place.setAttribute('aria-hidden', 'true');
  document.body.append(place);
  return place;
}
