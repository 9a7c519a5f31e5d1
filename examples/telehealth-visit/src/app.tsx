import type { DevicePreview } from './devices/device-preview.ts';
import { useVisitFlow } from './hooks/use-visit-flow.ts';
import { CallPage } from './parts/call-page.tsx';
import { DemoBanner } from './parts/demo-banner.tsx';
import { EndedPage } from './parts/ended-page.tsx';
import { Icon } from './parts/icon.tsx';
import { PreJoinPage } from './parts/pre-join-page.tsx';
import { StatusLine } from './parts/status-line.tsx';
import { UnusablePage } from './parts/unusable-page.tsx';
import { seatLabel } from './visit/seat.ts';
import type { VisitFlow } from './visit/visit-flow.ts';

interface AppProperties {
  readonly flow: VisitFlow;
  readonly devices: DevicePreview;
}

/** The visit's page: which of its pages is shown is the flow's business. */
export function App({ flow, devices }: AppProperties) {
  const { phase, facts } = useVisitFlow(flow);
  const seat = flow.link?.seat;
  return (
    <div className="shell" data-page={phase.kind}>
      <DemoBanner facts={facts} />
      <header className="top">
        <span className="brand">
          <Icon name="shield" />
          Video visit
        </span>
        {seat === undefined ? null : <span className="seat-chip">{seatLabel(seat)}</span>}
      </header>
      <Page flow={flow} devices={devices} />
      <StatusLine phase={phase} seat={seat ?? 'patient'} />
    </div>
  );
}

function Page({ flow, devices }: AppProperties) {
  const { phase } = useVisitFlow(flow);
  const { link } = flow;
  const retry = () => void flow.start();
  if (phase.kind === 'unusable') {
    return <UnusablePage refusal={phase.refusal} seat={link?.seat} onRetry={retry} />;
  }
  if (phase.kind === 'loading' || link === undefined) {
    return (
      <main className="centered">
        <p className="quiet">Opening the visit…</p>
      </main>
    );
  }
  if (phase.kind === 'ended') return <EndedPage ending={phase.ending} onRejoin={() => flow.rejoin()} />;
  if (phase.kind === 'in-call') {
    return (
      <CallPage
        call={phase.call}
        devices={devices}
        seat={link.seat}
        debug={link.debug}
        onEndVisit={() => flow.endVisit()}
      />
    );
  }
  return (
    <PreJoinPage
      seat={link.seat}
      devices={devices}
      joining={phase.joining}
      refusal={phase.refusal}
      onJoin={(choices) => void flow.join(choices)}
    />
  );
}
