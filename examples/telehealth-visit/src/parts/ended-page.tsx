import type { Ending } from '../call/ending.ts';
import { Icon } from './icon.tsx';
import { PageTitle } from './page-title.tsx';

interface EndedPageProperties {
  readonly ending: Ending;
  readonly onRejoin: () => void;
}

/** After the visit: why it ended, and the way back where there is one. */
export function EndedPage({ ending, onRejoin }: EndedPageProperties) {
  return (
    <main className="centered">
      <section className="card ended" data-testid="ended" data-reason={ending.reason}>
        <span className="ended-mark">
          <Icon name={ending.calm ? 'shield' : 'notice'} />
        </span>
        <PageTitle>{ending.title}</PageTitle>
        <p className="lead">{ending.sentence}</p>
        {ending.canRejoin ? (
          <button type="button" className="button button-main" data-testid="rejoin" onClick={onRejoin}>
            Join again
          </button>
        ) : (
          <p className="quiet">You can close this page.</p>
        )}
      </section>
    </main>
  );
}
