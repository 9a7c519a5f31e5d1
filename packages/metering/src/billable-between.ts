import type { ProviderId } from '@patchbay/contract';
import { billableConnections, type WitnessOptions } from './billable-connections.ts';
import type { Ledger, LedgerPeriod } from './ledger.ts';
import { presenceByConsult } from './presence-by-consult.ts';
import type { BillableConnection, FoldOptions } from './presence-interval.ts';

/**
 * The billable connections of every consult that touches the period, whole, of one provider when given; in the order of the
 * consults. The same as `billableConnections` makes of `presenceBetween`, but without what was carried, and that whoever else the
 * process serves has not to wait for it all. Rejects with `LedgerError`.
 */
export async function billableBetween(
  ledger: Ledger,
  period: LedgerPeriod,
  options: FoldOptions & WitnessOptions,
  provider?: ProviderId,
): Promise<readonly BillableConnection[]> {
  const connections: BillableConnection[] = [];
  for await (const presence of presenceByConsult(ledger, period, options, false)) {
    for (const connection of billableConnections(presence, options))
      if (provider === undefined || connection.provider === provider) connections.push(connection);
  }
  return connections;
}
