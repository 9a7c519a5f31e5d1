import type { Refusal } from '../visit/visit-api.ts';
import type { Seat } from '../visit/seat.ts';
import { Icon } from './icon.tsx';

interface RefusalNoteProperties {
  readonly refusal: Refusal;
  readonly seat: Seat | undefined;
}

/** Why a visit does not start. The detail is for the people who can mend it. */
export function RefusalNote({ refusal, seat }: RefusalNoteProperties) {
  return (
    <div className="note note-danger" role="alert" data-testid="refusal" data-code={refusal.code}>
      <Icon name="notice" />
      <div className="note-text">
        <strong>{refusal.sentence}</strong>
        {seat === 'clinician' && refusal.detail !== undefined ? (
          <p data-testid="refusal-detail">For your administrator: {refusal.detail}</p>
        ) : null}
      </div>
    </div>
  );
}
