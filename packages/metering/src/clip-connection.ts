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
  const least = Math.max(0, endRange.earliest - startRange.latest);
  const most = endRange.latest - startRange.earliest;
  const length = end - start;
  return {
    ...connection,
    start,
    end,
    startRange,
    endRange,
    seconds: length / 1000,
    errorBoundSeconds: Math.max(length - least, most - length) / 1000,
  };
}

/** The calendar month in UTC that an instant is in. */
export const monthOf = (at: number): UsageMonth => new Date(at).toISOString().slice(0, 7);

/** The connection's part of each month (UTC) that it touches, in order. */
export function byMonth(
  connection: BillableConnection,
): readonly { readonly month: UsageMonth; readonly part: BillableConnection }[] {
  const parts: { month: UsageMonth; part: BillableConnection }[] = [];
  let from = connection.start;
  do {
    const day = new Date(from);
    const to = Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1);
    const part = clipConnection(connection, { from: startOfMonth(from), to });
    if (part !== undefined) {
      parts.push({ month: monthOf(from), part });
    }
    from = to;
  } while (from < connection.end);
  return parts;
}

function startOfMonth(at: number): number {
  const day = new Date(at);
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth());
}
