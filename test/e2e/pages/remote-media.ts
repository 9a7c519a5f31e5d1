/** What a page saw of one remote video. */
export interface SeenVideo {
  readonly width: number;
  /** Media time played, in seconds. */
  readonly seconds: number;
  readonly framesDecoded: number;
}

/** A muted video element that plays in the page; `attach` gives it media. */
export function createVideo(attach: (element: HTMLVideoElement) => void): HTMLVideoElement {
  const element = document.createElement('video');
  element.muted = true;
  element.playsInline = true;
  element.autoplay = true;
  document.body.append(element);
  attach(element);
  return element;
}

/** Resolves with `performance.now()` when the element shows its first decoded frame. */
export const firstFrame = (element: HTMLVideoElement): Promise<number> =>
  new Promise((resolve) => {
    element.requestVideoFrameCallback(() => resolve(performance.now()));
  });

export const seenVideo = (element: HTMLVideoElement): SeenVideo => ({
  width: element.videoWidth,
  seconds: element.currentTime,
  framesDecoded: element.getVideoPlaybackQuality().totalVideoFrames,
});
