import { useSyncExternalStore } from 'react';
import { callView } from '../call/call-view.ts';
import type { ConsultCall } from '../call/consult-call.ts';
import type { Seat } from '../visit/seat.ts';
import type { VisitPhase } from '../visit/visit-flow.ts';

interface StatusLineProperties {
  readonly phase: VisitPhase;
  readonly seat: Seat;
}

const never = () => () => undefined;
const nothing = () => undefined;

/** One live region for the whole visit, there from the start: screen readers hear its changes, tests read its state. */
export function StatusLine({ phase, seat }: StatusLineProperties) {
  const call: ConsultCall | undefined = phase.kind === 'in-call' ? phase.call : undefined;
  const session = useSyncExternalStore(
    call?.session.subscribe ?? never,
    call?.session.getSnapshot ?? nothing,
    call?.session.getSnapshot ?? nothing,
  );
  const { state, sentence } = session === undefined ? phaseStatus(phase) : statusOf(callView(session, seat));
  return (
    <p className="hidden" role="status" aria-live="polite" data-testid="state" data-state={state}>
      {sentence}
    </p>
  );
}

const statusOf = ({ phase, sentence }: ReturnType<typeof callView>) => ({ state: phase, sentence });

function phaseStatus(phase: VisitPhase): { readonly state: string; readonly sentence: string } {
  switch (phase.kind) {
    case 'loading':
      return { state: 'loading', sentence: 'Opening the visit.' };
    case 'unusable':
      return { state: 'unusable', sentence: 'The visit cannot be opened.' };
    case 'pre-join':
      if (phase.joining) return { state: 'joining', sentence: 'Joining the visit.' };
      return phase.refusal === undefined
        ? { state: 'pre-join', sentence: 'Not joined yet.' }
        : { state: 'refused', sentence: 'You were not connected.' };
    case 'in-call':
      return { state: 'joining', sentence: 'Joining the visit.' };
    case 'ended':
      return { state: 'ended', sentence: phase.ending.title };
  }
}
