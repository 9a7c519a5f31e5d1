import type { UsageConnection, UsageSummary } from '@patchbay/metering';

/** A connection's usage with what a ledger may know beyond its length. */
export interface MeasuredConnection extends UsageConnection {
  /** Of the observed seconds, those that were spent alone in the room; undefined when it is not known. */
  readonly aloneSeconds?: number;
  /** What was sent to the participant, in gigabytes of 10^9 bytes; undefined when it was not measured. */
  readonly downstreamGigabytes?: number;
}

/** One provider's month, as metering sums it up. A plain `UsageSummary` is one. */
export interface MeasuredUsage extends Omit<UsageSummary, 'connections'> {
  readonly connections: readonly MeasuredConnection[];
}
