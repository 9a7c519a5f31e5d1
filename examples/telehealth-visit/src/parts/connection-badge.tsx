import type { CallView } from '../call/call-view.ts';

const heights = [1, 2, 3, 4];

/** One's own connection: bars for the eye, words for everybody. */
export function ConnectionBadge({ connection }: { readonly connection: CallView['connection'] }) {
  const { quality, label, bars } = connection;
  return (
    <p className="connection" data-testid="quality" data-quality={quality}>
      {quality === 'unknown' ? null : (
        <span className="bars" aria-hidden="true">
          {heights.map((height) => (
            <span key={height} className={`bar bar-${height}`} data-lit={height <= bars} />
          ))}
        </span>
      )}
      <span className="connection-label">{label}</span>
    </p>
  );
}
