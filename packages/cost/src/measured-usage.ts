import type { IsoDate, MediaClass } from '@patchbay/contract';
import type { BillableSums, UsageConnection, UsageSummary } from '@patchbay/metering';

/** A connection's usage with what a ledger may know beyond its length. */
export interface MeasuredConnection extends UsageConnection {
  /** What was sent to the participant, in gigabytes of 10^9 bytes; undefined when it was not measured. */
  readonly downstreamGigabytes?: number;
  /** Of the observed seconds, those that are known to have been of a class; what is left over is of none known. */
  readonly secondsByClass?: Readonly<Partial<Record<MediaClass, number>>>;
}

/** One provider's month, as metering sums it up. A plain `UsageSummary` is one. */
export interface MeasuredUsage extends Omit<UsageSummary, 'connections'> {
  readonly connections: readonly MeasuredConnection[];
}

/** The same without the connections, as a ledger's rollups have it. What connections carried is not known of sums. */
export interface SummedUsage extends Omit<UsageSummary, 'connections'> {
  readonly sums: readonly BillableSums[];
  /** The days besides the first of the month at which the sums are split. */
  readonly splitAt: readonly IsoDate[];
}

/** What a bill is computed from. Both give the same bill. */
export type BilledUsage = MeasuredUsage | SummedUsage;
