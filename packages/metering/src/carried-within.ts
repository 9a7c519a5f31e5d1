import {
  addCarried,
  carriedNames,
  type CarriedParts,
  type CarriedSums,
  wholeCarried,
} from './carried-sums.ts';
import { hourLength } from './hour-length.ts';
import type { BillableConnection, CarriedHour } from './presence-interval.ts';
import type { Span } from './span-union.ts';

/** The part of what a connection carried that is in a part of its time. Of an hour that is cut its share. */
export function carriedWithin(
  { carried, start, end }: Pick<BillableConnection, 'carried' | 'start' | 'end'>,
  part: Span,
): readonly CarriedHour[] | undefined {
  return carried?.flatMap(({ hour, sums }) => {
    const from = Math.max(start, hour * hourLength);
    const to = Math.min(end, (hour + 1) * hourLength);
    const within = Math.min(to, part.end) - Math.max(from, part.start);
    if (within <= 0) return [];
    return [
      {
        hour,
        sums:
          within >= to - from
            ? sums
            : wholeCarried(carriedNames.map((name) => ((sums[name] ?? 0) * within) / (to - from))),
      },
    ];
  });
}

/** What some connections carried in all. */
export const carriedOf = (connections: readonly Pick<BillableConnection, 'carried'>[]): CarriedSums =>
  addCarried(connections.flatMap(({ carried = [] }) => carried.map(({ sums }): CarriedParts => sums)));
