import type { IsoDate } from '@patchbay/contract';
import type { BillableSums, UsageConnection, UsageSummary } from '@patchbay/metering';

/** A connection's usage, with what a ledger knows beyond its length. */
export type MeasuredConnection = UsageConnection;

/** One provider's month, as metering sums it up. A plain `UsageSummary` is one. */
export interface MeasuredUsage extends Omit<UsageSummary, 'connections'> {
  readonly connections: readonly MeasuredConnection[];
}

/** The same without the connections, as a ledger's rollups have it. */
export interface SummedUsage extends Omit<UsageSummary, 'connections'> {
  readonly sums: readonly BillableSums[];
  /** The days besides the first of the month at which the sums are split. */
  readonly splitAt: readonly IsoDate[];
}

/** What a bill is computed from. Both give the same bill. */
export type BilledUsage = MeasuredUsage | SummedUsage;
