import type { Refusal } from '../visit/visit-api.ts';
import type { Seat } from '../visit/seat.ts';
import { PageTitle } from './page-title.tsx';
import { RefusalNote } from './refusal-note.tsx';

interface UnusablePageProperties {
  readonly refusal: Refusal;
  readonly seat: Seat | undefined;
  readonly onRetry: () => void;
}

/** The page when there is no visit to get ready for. */
export function UnusablePage({ refusal, seat, onRetry }: UnusablePageProperties) {
  return (
    <main className="centered">
      <section className="card ended" data-testid="unusable">
        <PageTitle>This visit cannot be opened</PageTitle>
        <RefusalNote refusal={refusal} seat={seat} />
        {refusal.retryable ? (
          <button type="button" className="button button-main" data-testid="retry" onClick={onRetry}>
            Try again
          </button>
        ) : null}
      </section>
    </main>
  );
}
