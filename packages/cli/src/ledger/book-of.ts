import type { BookedLedger, UsageBook } from '@patchbay/metering';
import { openUsageBook, type PatchbayConfig } from '@patchbay/server';

/** The usage book of a ledger under the config of this run. */
export const bookOf = (ledger: BookedLedger, config: PatchbayConfig, now: () => number): UsageBook =>
  openUsageBook({ ledger, config: { get: () => config }, now });
