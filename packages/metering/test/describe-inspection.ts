import { describe, expect, test } from 'vitest';
import { inspectLedger } from '../src/inspect-ledger.ts';
import { createUsageBook } from '../src/usage-book.ts';
import { beats, hook } from './evidence-examples.ts';
import type { BookHarness } from './describe-usage-book.ts';
import { heartbeatSeconds, leaseSeconds } from './true-page.ts';

const june = Date.UTC(2026, 5);
const august = Date.UTC(2026, 7, 2);

/** What `ledger inspect` is made of, on a store. */
export function describeInspection(store: string, { open }: BookHarness): void {
  describe(`looking into a ledger in ${store}`, () => {
    test('counts rows by what they tell, and says what waits, what is closed and how large it is', async () => {
      const { ledger, dispose } = await open();
      try {
        const [last = hook('joined', 0)] = beats(0, 30).slice(-1);
        const left = hook('left', 0, { provider: 'twilio' });
        await ledger.append([
          ...beats(0, 20),
          { ...last, carried: { received: {}, unsizedVideo: 0, sentVideo: 0 } },
          hook('joined', 0),
          { ...left, at: august, consultId: 'consult-2' },
        ]);
        const before = await ledger.read(() => inspectLedger(ledger.dialect));
        expect(
          before.evidence.map(({ month, provider, source, rows, telling }) => [
            month,
            provider,
            source,
            rows,
            telling,
          ]),
        ).toEqual([
          ['2026-06', 'livekit', 'heartbeat', 4, 1],
          ['2026-06', 'livekit', 'webhook', 1, 0],
          ['2026-08', 'twilio', 'webhook', 1, 0],
        ]);
        expect(before).toMatchObject({
          rows: 6,
          consults: 2,
          consultsOpen: 0,
          consultsWaiting: 2,
          closedMonths: [],
          traces: [],
        });
        expect(before.evidence[0]).toMatchObject({ first: june + 36_000_000, last: june + 36_030_000 });
        expect(before.schemaVersion).toBeGreaterThan(1);
        expect(before.bytes).toBeGreaterThan(10_000);
        const book = createUsageBook(ledger, {
          leaseSeconds,
          heartbeatSeconds,
          now: () => august,
          randomHex: (digits) => '0'.repeat(digits),
        });
        await book.closeMonth('2026-06');
        const after = await ledger.read(() => inspectLedger(ledger.dialect));
        expect(after).toMatchObject({
          consultsWaiting: 0,
          hoursWaiting: 0,
          closedMonths: [{ month: '2026-06', closedAt: august, corrections: 0 }],
        });
      } finally {
        await ledger.close();
        await dispose();
      }
    });
  });
}
