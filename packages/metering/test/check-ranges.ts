import type { PresenceInterval } from '../src/presence-interval.ts';
import type { Span } from '../src/span-union.ts';

/** Of sums of thousandths as floating-point numbers. */
const rounding = 1e-6;

/** What is wrong with the number; empty when the truth lies within its bound. */
export const outsideBound = (what: string, told: number, truth: number, bound: number): readonly string[] =>
  Math.abs(told - truth) <= bound + rounding
    ? []
    : [`${what}: ${told} s told, ${truth} s true, bound ${bound} s`];

/** What is wrong with an interval: each end's truth must lie in its range, the length's within the bound. */
export function outsideRanges(what: string, told: PresenceInterval, truth: Span): readonly string[] {
  const { start, end, startRange, endRange, startBasis, endBasis, errorBoundSeconds } = told;
  const range = (
    side: string,
    at: number,
    { earliest, latest }: PresenceInterval['startRange'],
  ): readonly string[] =>
    earliest <= at && at <= latest
      ? []
      : [
          `${what}: ${side} truly ${at - truth.start} ms after the true start, told ${earliest - truth.start} to ${latest - truth.start}`,
        ];
  return [
    ...range(`start (${startBasis})`, truth.start, startRange),
    ...range(`end (${endBasis})`, truth.end, endRange),
    ...(startRange.earliest <= start && start <= startRange.latest
      ? []
      : [`${what}: start outside its own range`]),
    ...(endRange.earliest <= end && end <= endRange.latest ? [] : [`${what}: end outside its own range`]),
    ...outsideBound(what, (end - start) / 1000, (truth.end - truth.start) / 1000, errorBoundSeconds),
  ];
}
