import { randomBytes } from 'node:crypto';
import { ruleDates } from '@patchbay/cost';
import { type BookedLedger, createUsageBook, type UsageBook } from '@patchbay/metering';
import type { PatchbayConfig } from '../config/patchbay-config.ts';

export interface UsageBookParts {
  readonly ledger: BookedLedger;
  /** Read anew for each roll-up. */
  readonly config: { readonly get: () => Pick<PatchbayConfig, 'installed' | 'metering' | 'consults'> };
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** The usage book of a ledger under a config; its months are split where an installed vendor's billing rule changes. */
export const openUsageBook = ({ ledger, config, now }: UsageBookParts): UsageBook =>
  createUsageBook(ledger, {
    get leaseSeconds() {
      return config.get().metering.leaseSeconds;
    },
    get heartbeatSeconds() {
      return config.get().metering.heartbeatSeconds;
    },
    ruleDates: ruleDates(
      config
        .get()
        .installed.flatMap(({ manifest }) => manifest.deployments)
        .flatMap(({ billing }) => billing ?? []),
    ),
    now,
    randomHex: (digits) =>
      randomBytes(Math.ceil(digits / 2))
        .toString('hex')
        .slice(0, digits),
  });
