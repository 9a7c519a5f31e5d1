import { createVendorPicture, openUnseen, type VendorPicture } from '@patchbay/contract';
import { zoomError } from '../zoom-errors.ts';
import type { ZoomStream } from './zoom-sdk.ts';

/** 720p, which every browser of Zoom's table renders. */
const videoQuality = 3;

/**
 * Somebody's camera or screen, also one's own camera. Zoom renders into a `video-player` of its own, which holds a video under
 * WebRTC and else the canvas of its container (2.5.0, `initVideoPlayer` in js_media.min.js). `renderVideo`, which draws where
 * one likes, is deprecated and refused under WebRTC (6112).
 */
export function createZoomView(
  stream: ZoomStream,
  userId: number,
  source: 'camera' | 'screen',
): VendorPicture {
  const isCamera = source === 'camera';
  let place: HTMLElement | undefined;
  return createVendorPicture({
    open: async () => {
      // Each view has a container to itself: Zoom must not find a camera and a screen in the same one.
      const container = openUnseen('video-player-container');
      try {
        const asking = isCamera ? stream.attachVideo(userId, videoQuality) : stream.attachShareView(userId);
        const player = await asking;
        if ('errorCode' in player) throw zoomError(player);
        container.append(player);
        place = container;
        return container;
      } catch (error) {
        container.remove();
        throw error;
      }
    },
    close: () => {
      place?.remove();
      return isCamera ? stream.detachVideo(userId) : stream.detachShareView(userId);
    },
  });
}
