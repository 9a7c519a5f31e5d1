import { openUnseen, type VendorRendering } from '@patchbay/contract';
import { zoomError } from '../zoom-errors.ts';
import type { ZoomStream } from './zoom-sdk.ts';

/** 720p, which every browser of Zoom's table renders. */
const videoQuality = 3;

/**
 * Somebody's camera or screen, also one's own camera. Zoom renders into a `video-player` of its own, which holds a video under
 * WebRTC and else the canvas of its container (2.5.0, `initVideoPlayer` in js_media.min.js). `renderVideo`, which draws where
 * one likes, is deprecated and refused under WebRTC (6112).
 */
export function renderUser(stream: ZoomStream, userId: number, source: 'camera' | 'screen'): VendorRendering {
  const isCamera = source === 'camera';
  let container: HTMLElement | undefined;
  return {
    async open() {
      // Each view has a container to itself: Zoom must not find a camera and a screen in the same one.
      container = openUnseen('video-player-container');
      const asking = isCamera ? stream.attachVideo(userId, videoQuality) : stream.attachShareView(userId);
      const player = await asking;
      if ('errorCode' in player) throw zoomError(player);
      container.append(player);
      return container;
    },
    close() {
      container?.remove();
      return isCamera ? stream.detachVideo(userId) : stream.detachShareView(userId);
    },
  };
}
