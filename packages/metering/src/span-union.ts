export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The union of spans, in order and disjoint. Empty and inverted ones count for nothing. */
export function spanUnion(spans: readonly Span[]): readonly Span[] {
  const union: { start: number; end: number }[] = [];
  const inOrder = spans
    .filter(({ start, end }) => end > start)
    .sort((a, b) => a.start - b.start || a.end - b.end);
  for (const { start, end } of inOrder) {
    const last = union.at(-1);
    if (last !== undefined && start <= last.end) {
      last.end = Math.max(last.end, end);
    } else {
      union.push({ start, end });
    }
  }
  return union;
}

/** How long disjoint spans are together. */
export const lengthOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, { start, end }) => sum + end - start, 0);
