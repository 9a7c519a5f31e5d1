import type { SelfTile } from '../call/call-view.ts';
import { Icon } from './icon.tsx';
import { Picture } from './media.tsx';

/** Oneself, small, and mirrored as in a mirror. */
export function SelfView({ self }: { readonly self: SelfTile }) {
  const { camera, cameraOn, microphoneOn } = self;
  return (
    <figure className="self" data-testid="self">
      {camera !== undefined && cameraOn ? (
        <Picture
          attach={camera.attach}
          label="Your own camera"
          className="picture mirrored"
          testId="self-video"
        />
      ) : (
        <div className="placeholder">
          <Icon name="camera-off" />
          <p>Camera off</p>
        </div>
      )}
      <figcaption className="tile-label">
        {microphoneOn ? null : <Icon name="microphone-off" />}
        <span>You{microphoneOn ? '' : ', muted'}</span>
      </figcaption>
    </figure>
  );
}
