import { clipConnection, monthOf, type UsagePeriod } from './clip-connection.ts';
import type { BillableConnection } from './presence-interval.ts';
import type { UsageMonth } from './usage-summary.ts';

/** What one connection is to a period. */
export interface UsageShare {
  readonly connection: BillableConnection;
  /** What is counted of it; undefined when nothing is. */
  readonly part: BillableConnection | undefined;
  /** By how many milliseconds the true share may differ: whose ends are not known exactly may have been there uncounted. */
  readonly bound: number;
}

/** The connection's share of the period; undefined when it cannot have been there. */
export function shareIn(
  connection: BillableConnection,
  period: UsagePeriod = always,
): UsageShare | undefined {
  const part = clipConnection(connection, period);
  if (part !== undefined) return { connection, part, bound: Math.ceil(part.errorBoundSeconds * 1000) };
  const { startRange, endRange } = connection;
  const possible = Math.min(endRange.latest, period.to) - Math.max(startRange.earliest, period.from);
  return possible > 0 ? { connection, part, bound: possible } : undefined;
}

const always: UsagePeriod = { from: -Infinity, to: Infinity };

/** The connection's share of each month (UTC) that it was or may have been in, in order; only of the period's part of it. */
export function monthShares(
  connection: BillableConnection,
  period: UsagePeriod = always,
): readonly (UsageShare & { readonly month: UsageMonth })[] {
  const shares: (UsageShare & { month: UsageMonth })[] = [];
  const last = Math.max(connection.end, connection.endRange.latest);
  let from = startOfMonth(Math.min(connection.start, connection.startRange.earliest));
  while (from <= last) {
    const to = nextMonth(from);
    const share = shareIn(connection, { from: Math.max(from, period.from), to: Math.min(to, period.to) });
    if (share !== undefined) shares.push({ ...share, month: monthOf(from) });
    from = to;
  }
  return shares;
}

function startOfMonth(at: number): number {
  const day = new Date(at);
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth());
}

function nextMonth(at: number): number {
  const day = new Date(at);
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1);
}
