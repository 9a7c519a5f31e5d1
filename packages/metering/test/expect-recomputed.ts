import { expect } from 'vitest';
import type { BookedLedger } from '../src/ledger-work.ts';
import type { UsageBook } from '../src/usage-book.ts';
import { rollupDifferences } from './rollup-differences.ts';
import { heartbeatSeconds, leaseSeconds } from './true-page.ts';

export interface Desk {
  readonly ledger: BookedLedger;
  readonly book: UsageBook;
  readonly clock: { at: number };
}

export const times = { leaseSeconds, heartbeatSeconds };
/** Where the random truths are. */
export const period = { from: Date.UTC(2026, 5), to: Date.UTC(2026, 7) };

/** Whether the rollups say what all evidence gives. */
export async function expectRecomputed(
  { ledger, book, clock }: Desk,
  ruleDates: readonly string[] = [],
): Promise<void> {
  expect(await rollupDifferences({ ledger, book, now: clock.at }, period, ruleDates)).toEqual([]);
}
