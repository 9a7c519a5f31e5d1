import { zoomError } from '../zoom-errors.ts';
import { createZoomPicture, openUnseen, type ZoomPicture } from './zoom-picture.ts';
import type { ZoomFailure, ZoomPlayer, ZoomStream } from './zoom-sdk.ts';

/** 720p, which every browser of Zoom's table renders. */
const videoQuality = 3;

/** Somebody's camera or screen, also one's own camera. */
export function createZoomView(stream: ZoomStream, userId: number, source: 'camera' | 'screen'): ZoomPicture {
  let place: HTMLElement | undefined;
  const isCamera = source === 'camera';
  const ask = (): Promise<ZoomPlayer | ZoomFailure> =>
    isCamera ? stream.attachVideo(userId, videoQuality) : stream.attachShareView(userId);
  const close = async (): Promise<unknown> => {
    place?.remove();
    place = undefined;
    return isCamera ? stream.detachVideo(userId) : stream.detachShareView(userId);
  };
  return createZoomPicture({
    close,
    open: async () => {
      // Each view has a container to itself: Zoom must not find a camera and a screen in the same one.
      place = openUnseen('video-player-container');
      try {
        place.append(playerIn(await ask()));
        return place;
      } catch (error) {
        place.remove();
        throw error;
      }
    },
  });
}

function playerIn(answer: ZoomPlayer | ZoomFailure): ZoomPlayer {
  if ('errorCode' in answer) throw zoomError(answer);
  return answer;
}
