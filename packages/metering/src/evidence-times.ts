import type { Evidence } from '@patchbay/contract';

/**
 * From when to when one row proves something, by a clock that can be believed: the vendor's, or for heartbeats the
 * server's, back to the join that they speak of.
 */
export function evidenceTimes(row: Evidence): { readonly first: number; readonly last: number } {
  return row.source === 'heartbeat'
    ? { first: row.receivedAt - (row.beat?.elapsed ?? 0), last: row.receivedAt }
    : { first: row.at, last: row.at };
}

/** The same of a row of the table of evidence, in SQL. */
export const storedTimes = {
  first: "CASE source WHEN 'heartbeat' THEN received_at - coalesce(elapsed, 0) ELSE at END",
  last: "CASE source WHEN 'heartbeat' THEN received_at ELSE at END",
} as const;
