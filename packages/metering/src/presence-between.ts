import type { Ledger, LedgerPeriod } from './ledger.ts';
import { presenceByConsult } from './presence-by-consult.ts';
import type { FoldOptions, PresenceInterval } from './presence-interval.ts';

/**
 * The presence of every consult that touches the period, whole: clip it afterwards (`usageOf` does). Rejects with
 * `LedgerError`.
 */
export async function presenceBetween(
  ledger: Ledger,
  period: LedgerPeriod,
  options: FoldOptions,
): Promise<readonly PresenceInterval[]> {
  const intervals: PresenceInterval[] = [];
  for await (const presence of presenceByConsult(ledger, period, options)) intervals.push(...presence);
  return intervals;
}
