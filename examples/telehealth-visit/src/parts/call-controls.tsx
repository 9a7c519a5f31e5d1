import type { CallView } from '../call/call-view.ts';
import type { ConsultCall, Control } from '../call/consult-call.ts';
import { DeviceToggle } from './device-toggle.tsx';
import { Icon } from './icon.tsx';
import { ToggleButton } from './toggle-button.tsx';

interface CallControlsProperties {
  readonly call: ConsultCall;
  readonly view: CallView;
  readonly busy: readonly Control[];
  readonly messagesOpen: boolean;
  readonly unread: number;
  readonly onMessages: () => void;
  readonly onDevices: () => void;
  /** Undefined for those who may not end the visit for everybody. */
  readonly onEndVisit: (() => void) | undefined;
}

/** Phones have no screen to share. */
const browserShares = (): boolean =>
  typeof navigator !== 'undefined' && 'getDisplayMedia' in (navigator.mediaDevices ?? {});

/** The bar under the stage. */
export function CallControls(properties: CallControlsProperties) {
  const { call, view, busy, messagesOpen, unread, onMessages, onDevices, onEndVisit } = properties;
  const { self } = view;
  return (
    <div className="controls" role="group" aria-label="Call controls">
      <DeviceToggle
        kind="microphone"
        on={self.microphoneOn}
        disabled={busy.includes('microphone')}
        testId="mute"
        onPress={() => void call.toggle('microphone')}
      />
      <DeviceToggle
        kind="camera"
        on={self.cameraOn}
        disabled={busy.includes('camera')}
        testId="camera"
        onPress={() => void call.toggle('camera')}
      />
      {view.canShareScreen && browserShares() ? (
        <ToggleButton
          on={self.sharing}
          what="screen"
          action={self.sharing ? 'Stop sharing your screen' : 'Share your screen'}
          icon="screen"
          caption={self.sharing ? 'Sharing' : 'Share'}
          testId="share"
          tone="on-is-accent"
          disabled={busy.includes('screen')}
          onPress={() => void call.toggle('screen')}
        />
      ) : null}
      <ToggleButton
        on={false}
        what="devices"
        action="Choose camera and microphone"
        icon="devices"
        caption="Devices"
        testId="devices"
        tone="on-is-accent"
        onPress={onDevices}
      />
      {view.canSendMessages ? (
        <ToggleButton
          on={messagesOpen}
          what="messages"
          action={messagesAction(messagesOpen, unread)}
          icon="messages"
          caption={unread > 0 ? `${unread} new` : 'Messages'}
          testId="messages"
          tone="on-is-accent"
          onPress={onMessages}
        />
      ) : null}
      <button
        type="button"
        className="control control-leave"
        data-testid="leave"
        title="Leave the visit"
        onClick={() => void call.leave()}
      >
        <span className="control-face">
          <Icon name="leave" />
        </span>
        <span className="control-caption">Leave</span>
      </button>
      {onEndVisit === undefined ? null : (
        <ToggleButton
          on={false}
          what="visit"
          action="End the visit for everybody"
          icon="end"
          caption="End visit"
          testId="end-visit"
          tone="on-is-accent"
          onPress={onEndVisit}
        />
      )}
    </div>
  );
}

function messagesAction(open: boolean, unread: number): string {
  if (open) return 'Close messages';
  return unread === 0 ? 'Open messages' : `Open messages, ${unread} new`;
}
