/** How many years audit rows are kept at least, unless the operator's own policy says longer. */
export const auditRetentionYears = 6;

/** Rows from before this instant have been kept long enough. Milliseconds since the Unix epoch, UTC calendar. */
export function retentionCutoff(now: number, years: number = auditRetentionYears): number {
  const date = new Date(now);
  date.setUTCFullYear(date.getUTCFullYear() - years);
  return date.getTime();
}
