import { expect } from 'vitest';
import type { BookedLedger } from '../src/ledger-work.ts';
import { noon, row } from '../src/conformance/ledger-row.ts';
import { createUsageBook } from '../src/usage-book.ts';
import { longAfter, type OldLedger } from './old-ledger.ts';
import { recomputedConnections, recomputedSummaries, recomputedTogether } from './recomputed-usage.ts';
import { heartbeatSeconds, leaseSeconds } from './true-page.ts';

/** What no earlier version had a place for. */
export const newEvidence = row({
  consultId: 'new',
  source: 'heartbeat',
  kind: 'present',
  at: noon + 15_000,
  beat: { sequence: 1, elapsed: 15_000 },
  carried: { received: { hd: 14_000 }, unsizedVideo: 0, sentVideo: 7, bytesSent: 8 },
});

/**
 * Whether a ledger that came from an earlier version has all its evidence, and figures that are what it gives, and takes what is new:
 * it has one row more afterwards.
 */
export async function expectMigrated(
  ledger: BookedLedger,
  { evidence }: OldLedger,
  wasClosed: boolean,
): Promise<void> {
  for (const consultId of new Set(evidence.map((one) => one.consultId))) {
    expect(await ledger.evidenceOf(consultId)).toEqual(evidence.filter((one) => one.consultId === consultId));
  }
  const now = () => longAfter;
  const times = { leaseSeconds, heartbeatSeconds };
  const book = createUsageBook(ledger, { ...times, now, randomHex: (digits) => 'f'.repeat(digits) });
  while ((await book.rollUp()).more);
  const connections = await recomputedConnections(ledger, { ...times, now: longAfter });
  expect(connections).toHaveLength(4);
  const rolled = await book.usageFromRollups({ from: Date.UTC(2026, 5), to: Date.UTC(2026, 6) });
  expect(rolled.summaries).toEqual(recomputedSummaries(connections));
  expect(rolled.together).toEqual(recomputedTogether(connections));
  // Figures that are made anew correct nothing.
  const corrections = await book.corrections({ of: '2026-06' });
  const closing = await book.closing('2026-06');
  expect([closing.length, corrections.length]).toEqual(wasClosed ? [1, 1] : [0, 0]);
  for (const one of [...closing, ...corrections]) {
    expect(one).toMatchObject({
      month: '2026-06',
      since: '2026-06-01',
      figures: { connections: 4, milliseconds: 1_680_000, minute_up: 1680, alone_minute_up: 0 },
      shorts: [],
    });
  }
  expect(await book.erase({ tenant: 'clinic', person: 'a' })).toEqual({ consults: 2, waiting: 0 });
  expect((await ledger.append([newEvidence])).accepted).toEqual([newEvidence.id]);
}
