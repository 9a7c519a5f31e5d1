import type { Span } from './span-union.ts';

/** How many spans are there at once at most: exact. A span that ends when another starts is gone by then. */
export function peakConcurrency(spans: readonly Span[]): number {
  const changes = spans
    .filter(({ start, end }) => end > start)
    .flatMap(({ start, end }) => [
      { at: start, by: 1 },
      { at: end, by: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let now = 0;
  let peak = 0;
  for (const { by } of changes) {
    now += by;
    peak = Math.max(peak, now);
  }
  return peak;
}
