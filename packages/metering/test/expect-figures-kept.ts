import { expect } from 'vitest';
import type { BookedLedger } from '../src/ledger-work.ts';
import { createUsageBook } from '../src/usage-book.ts';
import { verifyLedger } from '../src/verify-ledger.ts';
import { longAfter, type OldLedger } from './old-ledger.ts';
import { heartbeatSeconds, leaseSeconds } from './true-page.ts';

const june = { from: Date.UTC(2026, 5), to: Date.UTC(2026, 6) };

/** Whether figures that were kept before media were known stand as they were, and say that nothing is known of what was carried. */
export async function expectFiguresKept(ledger: BookedLedger, { evidence }: OldLedger): Promise<void> {
  const times = { leaseSeconds, heartbeatSeconds };
  const verify = () => ledger.read(() => verifyLedger(ledger.dialect, { ...times, now: longAfter }));
  const sound = {
    result: 'sound',
    checked: { evidenceRows: evidence.length, consults: 2, closedMonths: 1, hours: 2 },
    waiting: { consults: 0, hours: 0 },
    difference: undefined,
  };
  expect(await verify()).toMatchObject(sound);
  const book = createUsageBook(ledger, {
    ...times,
    now: () => longAfter,
    randomHex: (digits) => 'f'.repeat(digits),
  });
  expect(await book.rollUp()).toMatchObject({ consults: 0, hours: 0 });
  const { total, summaries } = await book.usageFromRollups(june);
  expect(total.participantSeconds).toBe(1680);
  expect(total.carried).toMatchObject({
    receivedSeconds: { unknown: 1680 },
    received: { bitsPerSecond: undefined },
  });
  expect(summaries[0]?.sums).toMatchObject([{ audioSessions: false, videoConnections: 0 }]);
  const hour = (await book.hours(june)).find(({ milliseconds }) => milliseconds > 0);
  expect(hour).toMatchObject({
    milliseconds: 1_680_000,
    carried: { audio_milliseconds: 0, bytes_received: 0 },
  });
}
