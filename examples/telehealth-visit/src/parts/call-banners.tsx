import type { ConsultCall } from '../call/consult-call.ts';
import type { CallView } from '../call/call-view.ts';
import { Icon } from './icon.tsx';

interface CallBannersProperties {
  readonly call: ConsultCall;
  readonly view: CallView;
  readonly playbackBlocked: boolean;
  readonly notice: string | undefined;
}

/** What needs attention just now, over the stage. */
export function CallBanners({ call, view, playbackBlocked, notice }: CallBannersProperties) {
  return (
    <div className="banners">
      {view.phase === 'reconnecting' ? (
        <p className="banner banner-warning" role="alert" data-testid="reconnecting">
          <span className="spinner" aria-hidden="true" />
          {view.sentence}
        </p>
      ) : null}
      {playbackBlocked ? (
        <button
          type="button"
          className="button button-main banner-button"
          data-testid="resume-playback"
          onClick={() => void call.resumePlayback()}
        >
          <Icon name="sound" />
          Turn on sound
        </button>
      ) : null}
      {notice === undefined ? null : (
        <div className="banner" role="alert" data-testid="notice">
          <Icon name="notice" />
          <span>{notice}</span>
          <button
            type="button"
            className="button-icon"
            aria-label="Put this message away"
            data-testid="dismiss-notice"
            onClick={() => call.dismissNotice()}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
