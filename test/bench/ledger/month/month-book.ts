import type { BookedLedger, UsageBook } from '@patchbay/metering';
import { openUsageBook, type PatchbayConfig, resolveConfig } from '@patchbay/server';

export const month = { name: '2026-06', from: Date.UTC(2026, 5), to: Date.UTC(2026, 6) };

/** The last connection of the month is long over. */
export const checkedAt = month.to + 2 * 86_400_000;

export const monthConfig = (directory: string): PatchbayConfig =>
  resolveConfig({ provider: 'mesh', development: true, dataDirectory: '.' }, { directory });

export const monthBook = (ledger: BookedLedger, config: PatchbayConfig): UsageBook =>
  openUsageBook({ ledger, config: { get: () => config }, now: () => checkedAt });
