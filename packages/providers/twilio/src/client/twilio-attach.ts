import type { Attach, ProviderEvent } from '@patchbay/contract';

/**
 * Renders in streams of our own: `attach` of twilio-video 2.36.0 changes the stream that the element plays already, which
 * during a handover is another provider's, and its `detach` disables the track for every other element.
 */
export function createTwilioAttach(report: (event: ProviderEvent) => void) {
  const waiting = new Map<HTMLMediaElement, MediaStream>();
  const resume = async (): Promise<void> =>
    void (await Promise.all([...waiting].map(([element, stream]) => start(element, stream))));

  async function start(element: HTMLMediaElement, stream: MediaStream): Promise<void> {
    try {
      await element.play();
      waiting.delete(element);
    } catch (error) {
      // Other errors say that the element was given something else meanwhile.
      if (!(error instanceof Error) || error.name !== 'NotAllowedError' || element.srcObject !== stream)
        return;
      waiting.set(element, stream);
      report({ type: 'playback-blocked', resume });
    }
  }

  return (track: MediaStreamTrack): Attach =>
    (element) => {
      const stream = new MediaStream([track]);
      Object.assign(element, { autoplay: true, playsInline: true, srcObject: stream });
      void start(element, stream);
      return () => {
        waiting.delete(element);
        if (element.srcObject === stream) element.srcObject = null;
      };
    };
}
