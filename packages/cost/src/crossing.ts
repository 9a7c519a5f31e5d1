import { type Exact, Exact as ExactNumber } from './exact.ts';
import type { CostLine } from './buy-side.ts';

/** Whole participant-minutes, both ends included. */
export interface WholeRange {
  readonly from: number;
  readonly to: number;
}

/** Where building becomes no dearer than buying. */
export interface Crossing {
  readonly at: number;
  /** Where buying becomes cheaper again and stays so to the end of the range. */
  readonly undoneAt: number | undefined;
}

/**
 * The smallest whole number of minutes from which building costs no more than buying, up to the end of the range; where it
 * does not last so far, the first one.
 */
export function findCrossing(buy: CostLine, build: CostLine, range: WholeRange): Crossing | undefined {
  const changes = signChanges(buy, build, range);
  const startsCheaper = isCheaper(buy, build, range.from);
  const endsCheaper = startsCheaper === (changes.length % 2 === 0);
  if (endsCheaper) return { at: changes.at(-1) ?? range.from, undoneAt: undefined };
  const first = startsCheaper ? range.from : changes[0];
  return first === undefined ? undefined : { at: first, undoneAt: changes.at(-1) };
}

const isCheaper = (buy: CostLine, build: CostLine, minutes: number): boolean => {
  const at = new ExactNumber(minutes);
  return build.at(at).lte(buy.at(at));
};

/** Every whole number of minutes at which the answer is another than for one minute less. */
function signChanges(buy: CostLine, build: CostLine, range: WholeRange): readonly number[] {
  const pieces = straightPieces(buy, build, range);
  const cheaperAt = (minutes: number): boolean => isCheaper(buy, build, minutes);
  const changes: number[] = [];
  let cheaper = cheaperAt(range.from);
  const becomes = (now: boolean, from: number): void => {
    if (now !== cheaper) changes.push(from);
    cheaper = now;
  };
  const scan = (start: number, end: number): void => {
    const [first, last] = [pieces[start]?.[0], pieces[end - 1]?.[1]];
    if (first === undefined || last === undefined) return;
    // No line falls: what holds between the ends' extremes holds all the way, and most pieces need not be looked at.
    if (buy.at(new ExactNumber(last)).lt(build.at(new ExactNumber(first)))) return becomes(false, first);
    if (build.at(new ExactNumber(last)).lte(buy.at(new ExactNumber(first)))) return becomes(true, first);
    if (end - start > 1) {
      const middle = start + Math.floor((end - start) / 2);
      scan(start, middle);
      scan(middle, end);
      return;
    }
    becomes(cheaperAt(first), first);
    if (cheaperAt(last) !== cheaper) becomes(!cheaper, firstChange(cheaperAt, first, last));
  };
  scan(0, pieces.length);
  return changes;
}

/** Runs of whole minutes, after the first of the range, on which both lines are straight: one sign change at most. */
function straightPieces(
  buy: CostLine,
  build: CostLine,
  { from, to }: WholeRange,
): readonly (readonly [first: number, last: number])[] {
  const limit = new ExactNumber(to);
  const ends = [...buy.breakpoints(limit), ...build.breakpoints(limit)]
    .map((point: Exact) => Number(point.round(0, 0).toFixed()))
    .filter((end) => end > from && end < to);
  const sorted = [...new Set([...ends, to])].sort((a, b) => a - b);
  return sorted
    .map((end, index) => [(sorted[index - 1] ?? from) + 1, end] as const)
    .filter(([first, last]) => first <= last);
}

/** Bisection: at `low` the answer has not changed yet, at `high` it has. */
function firstChange(cheaperAt: (minutes: number) => boolean, low: number, high: number): number {
  const before = cheaperAt(low);
  let [least, most] = [low, high];
  while (most - least > 1) {
    const middle = least + Math.floor((most - least) / 2);
    if (cheaperAt(middle) === before) least = middle;
    else most = middle;
  }
  return most;
}
