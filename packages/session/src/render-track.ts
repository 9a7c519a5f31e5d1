import type { Attach, ProviderMedia } from '@patchbay/contract';
import type { RemotePictures } from './remote-pictures.ts';

/** Remote media as the application gets it: it can always be attached. */
export type RenderedMedia = Omit<ProviderMedia, 'attach' | 'rendering'> & { readonly attach: Attach };

/** Of what cannot be seen or heard in an element. */
export const attachNothing: Attach = () => () => undefined;

/**
 * Makes remote tracks attachable, each in a stream of our own: a vendor's `attach` changes the stream that the element plays
 * already, which during a handover is another provider's. `onBlocked` hears of a browser that wants a gesture first.
 */
export function createRenderer(
  pictures: Pick<RemotePictures, 'attachOf'>,
  onBlocked: (resume: () => Promise<void>) => void,
): (media: ProviderMedia) => RenderedMedia {
  const waiting = new Map<HTMLMediaElement, MediaStream>();
  const resume = async (): Promise<void> =>
    void (await Promise.all([...waiting].map(([element, stream]) => start(element, stream))));

  async function start(element: HTMLMediaElement, stream: MediaStream): Promise<void> {
    waiting.delete(element);
    try {
      await element.play();
    } catch (error) {
      // Any other refusal says that the element was given something else meanwhile. It may be another realm's error.
      if ((error as Partial<Error> | null)?.name !== 'NotAllowedError' || element.srcObject !== stream)
        return;
      waiting.set(element, stream);
      onBlocked(resume);
    }
  }

  const attachTrack =
    (track: MediaStreamTrack): Attach =>
    (element) => {
      const stream = new MediaStream([track]);
      const forKind = track.kind === 'video' ? { muted: true, playsInline: true } : {};
      Object.assign(element, { autoplay: true, ...forKind, srcObject: stream });
      void start(element, stream);
      return () => {
        if (element.srcObject !== stream) return;
        waiting.delete(element);
        element.srcObject = null;
      };
    };

  const attachOf = ({ id, track, attach, rendering }: ProviderMedia): Attach => {
    if (track !== undefined) return attachTrack(track);
    return attach ?? (rendering === undefined ? attachNothing : pictures.attachOf(id, rendering));
  };

  return (media) => ({ ...media, attach: attachOf(media) });
}
