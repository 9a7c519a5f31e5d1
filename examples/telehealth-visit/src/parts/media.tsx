import type { Attach } from '@patchbay/contract';
import { useCallback } from 'react';

interface MediaProperties {
  readonly attach: Attach;
  readonly testId: string;
}

interface PictureProperties extends MediaProperties {
  readonly label: string;
  readonly className?: string;
}

/** Shows a picture for as long as it is on the page; a change of `attach` changes the picture. */
export function Picture({ attach, label, className, testId }: PictureProperties) {
  const ref = useAttachment(attach);
  return (
    <video
      ref={ref}
      className={className}
      aria-label={label}
      data-testid={testId}
      autoPlay
      playsInline
      muted
    />
  );
}

/** Plays a sound for as long as it is on the page. */
export function Sound({ attach, testId }: MediaProperties) {
  const ref = useAttachment(attach);
  // Live speech has no caption track; the visit's messages are the way to write.
  return <audio ref={ref} data-testid={testId} autoPlay />;
}

const useAttachment = (attach: Attach) =>
  useCallback(
    (element: HTMLMediaElement | null) => (element === null ? undefined : attach(element)),
    [attach],
  );
