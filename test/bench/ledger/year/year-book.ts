import { type BookedLedger, type UsageBook } from '@patchbay/metering';
import { openUsageBook, type PatchbayConfig, resolveConfig } from '@patchbay/server';
import { year } from './generate-year.ts';

/** The last connection of the year is long over. */
export const reportedAt = year.to + 2 * 86_400_000;

/** Every provider that Patchbay has, so that the year is billed under all of their prices. */
export const yearConfig = (directory: string): PatchbayConfig =>
  resolveConfig({ provider: 'mesh', development: true, dataDirectory: '.' }, { directory });

export const yearBook = (ledger: BookedLedger, config: PatchbayConfig): UsageBook =>
  openUsageBook({ ledger, config: { get: () => config }, now: () => reportedAt });
