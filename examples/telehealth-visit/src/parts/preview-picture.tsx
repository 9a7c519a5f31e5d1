import { useCallback } from 'react';
import type { DeviceSide } from '../devices/device-preview.ts';
import { Icon } from './icon.tsx';

/** The person's own camera before joining: seen by nobody else. */
export function PreviewPicture({ camera }: { readonly camera: DeviceSide }) {
  const { track } = camera;
  const ref = useCallback(
    (element: HTMLVideoElement | null) => {
      if (element === null) return undefined;
      element.srcObject = track === undefined ? null : new MediaStream([track]);
      return () => {
        element.srcObject = null;
      };
    },
    [track],
  );
  if (track !== undefined) {
    return (
      <video
        ref={ref}
        className="picture mirrored"
        aria-label="Your camera, as the other side will see it"
        data-testid="preview-video"
        autoPlay
        playsInline
        muted
      />
    );
  }
  return (
    <div className="placeholder" data-testid="preview-placeholder">
      <Icon name={camera.on && camera.trouble === undefined ? 'camera' : 'camera-off'} />
      <p>{placeholderSentence(camera)}</p>
    </div>
  );
}

function placeholderSentence({ on, opening, trouble }: DeviceSide): string {
  if (!on) return 'Your camera is off';
  if (trouble !== undefined) return 'No picture from your camera';
  return opening ? 'Starting your camera. Your browser may ask you to allow it.' : 'Your camera is not open';
}
