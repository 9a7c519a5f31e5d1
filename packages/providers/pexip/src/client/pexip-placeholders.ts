import type { MediaKind } from '@patchbay/contract';

/** What is sent while nothing is published. */
export type PexipPlaceholders = { readonly [Kind in MediaKind]: MediaStreamTrack } & { release(): void };

const [width, height, frameMilliseconds] = [64, 36, 400];

/**
 * Silence and darkness. In direct media the SDK (20.0.0) answers without a track that it will only receive, and never quite
 * recovers; and it takes a picture that stands still for a lost connection. So there is always a track, and the dark moves.
 */
export function createPexipPlaceholders(): PexipPlaceholders {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const picture = canvas.getContext('2d');
  const timer = setInterval(() => picture?.fillRect(0, 0, width, height), frameMilliseconds);
  const sound = new AudioContext();
  const [audio] = sound.createMediaStreamDestination().stream.getAudioTracks();
  const [video] = canvas.captureStream().getVideoTracks();
  if (!audio || !video) throw new Error('This browser captures no canvas.');
  const release = (): void => {
    clearInterval(timer);
    for (const track of [audio, video]) track.stop();
    void sound.close();
  };
  return { audio, video, release };
}
