import type { Span } from './span-union.ts';

/** How long each of these was the only one there: milliseconds, in the order given. */
export function aloneTimes(spans: readonly Span[]): readonly number[] {
  const alone = spans.map(() => 0);
  const present = new Set<number>();
  const edges = spans
    .flatMap(({ start, end }, index) => [
      { at: start, index, comes: true },
      { at: end, index, comes: false },
    ])
    .sort((a, b) => a.at - b.at);
  let since = -Infinity;
  for (const { at, index, comes } of edges) {
    const [only] = present;
    if (present.size === 1 && only !== undefined) alone[only] = (alone[only] ?? 0) + at - since;
    since = at;
    if (comes) present.add(index);
    else present.delete(index);
  }
  return alone;
}
