import { carriedWithin } from './carried-within.ts';
import type { BillableConnection } from './presence-interval.ts';
import type { UsageMonth } from './usage-summary.ts';

/** A half-open period `[from, to)`, milliseconds since the Unix epoch. */
export interface UsagePeriod {
  readonly from: number;
  readonly to: number;
}

/**
 * The part of a connection that lies in the period, or undefined. The period's edges are exact, so an edge takes the
 * uncertainty of the end that it cuts off with it.
 */
export function clipConnection(
  connection: BillableConnection,
  { from, to }: UsagePeriod,
): BillableConnection | undefined {
  if (connection.start >= from && connection.end <= to) {
    return connection.start < to ? connection : undefined;
  }
  const start = Math.max(connection.start, from);
  const end = Math.min(connection.end, to);
  if (start >= end) {
    return undefined;
  }
  const within = (at: number): number => Math.min(to, Math.max(from, at));
  const startRange = {
    earliest: within(connection.startRange.earliest),
    latest: within(connection.startRange.latest),
  };
  const endRange = {
    earliest: within(connection.endRange.earliest),
    latest: within(connection.endRange.latest),
  };
  const least = Math.max(0, endRange.earliest - startRange.latest - breaksIn(connection));
  const most = endRange.latest - startRange.earliest;
  const length = end - start;
  const carried = carriedWithin(connection, { start, end });
  return {
    ...connection,
    ...(carried !== undefined && { carried }),
    start,
    end,
    startRange,
    endRange,
    seconds: length / 1000,
    errorBoundSeconds: Math.max(length - least, most - length) / 1000,
  };
}

/**
 * By how much less than it seems any part of the connection may be. An end that a witness told stands for breaks and for
 * connections of which nothing was heard, and those may be anywhere in it.
 */
function breaksIn({ witness, start, end, startBasis, endBasis, ...ranges }: BillableConnection): number {
  const isToldWhole = witness === 'vendor' && startBasis !== 'witness' && endBasis !== 'witness';
  const surely = Math.max(0, ranges.endRange.earliest - ranges.startRange.latest);
  return isToldWhole ? 0 : Math.max(0, end - start - surely);
}

/** The calendar month in UTC that an instant is in. */
export const monthOf = (at: number): UsageMonth => new Date(at).toISOString().slice(0, 7);
