import { useState } from 'react';
import { callView } from '../call/call-view.ts';
import type { ConsultCall } from '../call/consult-call.ts';
import type { DevicePreview } from '../devices/device-preview.ts';
import { useCallDesk, useVideoSession } from '../hooks/use-video-session.ts';
import type { Seat } from '../visit/seat.ts';
import { CallBanners } from './call-banners.tsx';
import { CallControls } from './call-controls.tsx';
import { CallTimer } from './call-timer.tsx';
import { ConnectionBadge } from './connection-badge.tsx';
import { DevicesDialog } from './devices-dialog.tsx';
import { EndVisitDialog } from './end-visit-dialog.tsx';
import { MessagesPanel } from './messages-panel.tsx';
import { PageTitle } from './page-title.tsx';
import { SelfView } from './self-view.tsx';
import { Stage } from './stage.tsx';
import { StatsOutput } from './stats-output.tsx';

interface CallPageProperties {
  readonly call: ConsultCall;
  readonly devices: DevicePreview;
  readonly seat: Seat;
  readonly debug: boolean;
  /** For everybody; false when it could not be ended. */
  readonly onEndVisit: () => Promise<boolean>;
}

/** Room for messages beside the picture. */
const isWide = (): boolean => typeof matchMedia === 'function' && matchMedia('(min-width: 62rem)').matches;

/** The visit itself. */
export function CallPage({ call, devices, seat, debug, onEndVisit }: CallPageProperties) {
  const session = useVideoSession(call);
  const { messages, busy, notice } = useCallDesk(call);
  const view = callView(session, seat);
  const [messagesOpen, setMessagesOpen] = useState(isWide);
  const [dialog, setDialog] = useState<'devices' | 'end-visit'>();
  const [seen, setSeen] = useState(0);
  const showMessages = messagesOpen && view.canSendMessages;
  const closeDialog = () => setDialog(undefined);
  const toggleMessages = () => {
    setMessagesOpen(!messagesOpen);
    setSeen(messages.length);
  };
  return (
    <main className="call" data-messages={showMessages}>
      <section className="stage" aria-label="Video">
        <PageTitle>
          <span className="hidden">Video visit</span>
        </PageTitle>
        <Stage view={view} seat={seat} />
        <div className="stage-head">
          <ConnectionBadge connection={view.connection} />
          <CallTimer />
        </div>
        <SelfView self={view.self} />
        <CallBanners call={call} view={view} playbackBlocked={session.playbackBlocked} notice={notice} />
      </section>
      {showMessages ? (
        <MessagesPanel
          call={call}
          messages={messages}
          maxBytes={session.capabilities.messages.maxBytes}
          onClose={toggleMessages}
        />
      ) : null}
      <CallControls
        call={call}
        view={view}
        busy={busy}
        messagesOpen={showMessages}
        unread={showMessages ? 0 : Math.max(0, messages.length - seen)}
        onMessages={toggleMessages}
        onDevices={() => setDialog('devices')}
        onEndVisit={seat === 'clinician' ? () => setDialog('end-visit') : undefined}
      />
      {dialog === 'devices' ? (
        <DevicesDialog call={call} devices={devices} busy={busy} onClose={closeDialog} />
      ) : null}
      {dialog === 'end-visit' ? <EndVisitDialog onEnd={onEndVisit} onClose={closeDialog} /> : null}
      {debug ? <StatsOutput call={call} /> : null}
    </main>
  );
}
