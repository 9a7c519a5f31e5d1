import type { VendorUsage } from '@patchbay/contract';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BookedLedger } from '../src/ledger-work.ts';
import { keepReconciled, reconciledIn } from '../src/reconciled-months.ts';
import { createUsageBook } from '../src/usage-book.ts';
import { type VendorLine, type VendorReport, vendorReportId } from '../src/vendor-report.ts';
import { answeredDays, keepVendorReport, vendorReportsBetween } from '../src/vendor-reports.ts';
import type { BookHarness } from './describe-usage-book.ts';
import { hook, place } from './evidence-examples.ts';

const day = { from: Date.UTC(2026, 5, 1), to: Date.UTC(2026, 5, 2) };
const at = day.from + 36_000_000;
const key = 'a'.repeat(32);

const answer = (seconds: number): readonly VendorUsage[] => [
  {
    room: 'room-1',
    participant: 'x',
    connection: 'vendor-1',
    startedAt: at,
    endedAt: at + seconds * 1000,
    participantSeconds: seconds,
    amount: { currency: 'USD', value: '0.004' },
  },
];

const report = (seconds: number, pulledAt: number): VendorReport => {
  const line: VendorLine = {
    tenant: place.tenant,
    consultId: place.consultId,
    room: 'known',
    person: key,
    connection: 'vendor-1',
    startedAt: at,
    endedAt: at + seconds * 1000,
    milliseconds: seconds * 1000,
    precision: 1000,
    amount: { currency: 'USD', value: '0.004' },
  };
  const nothing: VendorLine = {
    tenant: undefined,
    consultId: undefined,
    room: 'unknown',
    person: undefined,
    connection: undefined,
    startedAt: at,
    endedAt: undefined,
    milliseconds: undefined,
    precision: 1000,
    amount: undefined,
  };
  const lines = [line, nothing];
  return { id: vendorReportId('livekit', day, answer(seconds)), provider: 'livekit', day, pulledAt, lines };
};

/** How vendors' answers are kept, on a store. */
export function describeVendorReports(store: string, { open }: BookHarness): void {
  const opened = async (): Promise<BookedLedger> => {
    const { ledger, dispose } = await open();
    onTestFinished(async () => {
      await ledger.close();
      await dispose();
    });
    return ledger;
  };
  const kept = (ledger: BookedLedger, one: VendorReport) => ledger.transact(() => keepVendorReport(one));
  const read = (ledger: BookedLedger, provider = 'livekit') =>
    ledger.read(() => vendorReportsBetween(provider, day));

  describe(`vendors’ reports in ${store}`, () => {
    test('come back as they were kept; the same answer again is no new fact', async () => {
      const ledger = await opened();
      expect(await kept(ledger, report(600, 1))).toBe('new');
      expect(await read(ledger)).toEqual([report(600, 1)]);
      expect(await kept(ledger, report(600, 2))).toBe('same');
      expect(await read(ledger)).toEqual([report(600, 2)]);
      expect(await read(ledger, 'twilio')).toEqual([]);
    });

    test('a changed answer supersedes, and so does the old one when it comes back', async () => {
      const ledger = await opened();
      await kept(ledger, report(600, 1));
      expect(await kept(ledger, report(660, 2))).toBe('changed');
      expect(await read(ledger)).toEqual([report(660, 2)]);
      expect(await kept(ledger, report(600, 3))).toBe('changed');
      expect(await read(ledger)).toEqual([report(600, 3)]);
    });

    test('are known by day, with when the last one came', async () => {
      const ledger = await opened();
      const answered = (provider: string) =>
        ledger.read(() => answeredDays(provider, { from: day.from - 1, to: day.to + 1 }));
      expect(await answered('livekit')).toEqual(new Map());
      await kept(ledger, report(600, 1));
      await kept(ledger, report(660, 2));
      await kept(ledger, report(660, 5));
      expect(await answered('livekit')).toEqual(new Map([[day.from, 5]]));
      expect(await answered('twilio')).toEqual(new Map());
    });

    test('of a month that is held against them, the newest outcome counts, by tenant', async () => {
      const ledger = await opened();
      const outcome = {
        month: '2026-06',
        provider: 'livekit',
        tenant: 'north',
        madeAt: 1,
        whole: false,
        oursSeconds: 600.5,
        theirsSeconds: 660,
      };
      const later = { ...outcome, madeAt: 2, whole: true, oursSeconds: 660 };
      const together = { ...outcome, tenant: undefined };
      const before = { ...later, month: '2026-05', provider: 'twilio' };
      await ledger.transact(() => keepReconciled([outcome, together]));
      await ledger.transact(() => keepReconciled([later, before]));
      const june = { from: '2026-06', to: '2026-06' };
      expect(await ledger.read(() => reconciledIn(june, 'north'))).toEqual([later]);
      expect(await ledger.read(() => reconciledIn(june, undefined))).toEqual([together]);
      expect(await ledger.read(() => reconciledIn({ from: '2026-07', to: '2026-12' }, 'north'))).toEqual([]);
      const year = { from: '2026-01', to: '2026-12' };
      expect(await ledger.read(() => reconciledIn(year, 'north'))).toEqual([before, later]);
    });

    test('erasure takes the person out of them too', async () => {
      const ledger = await opened();
      await ledger.append([hook('joined', 0, { person: key }), hook('left', 600, { person: key })]);
      await kept(ledger, report(600, 1));
      const book = createUsageBook(ledger, {
        leaseSeconds: 30,
        heartbeatSeconds: 10,
        now: () => at + 30 * 86_400_000,
        randomHex: (digits) => 'b'.repeat(digits),
      });
      expect(await book.erase({ tenant: place.tenant, person: key })).toEqual({ consults: 1, waiting: 0 });
      const [found] = await read(ledger);
      expect(found?.lines.map(({ person }) => person)).toEqual(['b'.repeat(32), undefined]);
      expect(found?.id).toBe(report(600, 1).id);
    });

    test('retention leaves nobody in them', async () => {
      const ledger = await opened();
      await ledger.append([hook('joined', 0, { person: key }), hook('left', 600, { person: key })]);
      await kept(ledger, report(600, 1));
      const now = at + 90 * 86_400_000;
      const book = createUsageBook(ledger, {
        leaseSeconds: 30,
        heartbeatSeconds: 10,
        now: () => now,
        randomHex: () => '',
      });
      await book.closeMonth('2026-06');
      await book.forgetBefore(Date.UTC(2026, 6, 15));
      expect((await read(ledger))[0]?.lines.map(({ person }) => person)).toEqual([undefined, undefined]);
    });
  });
}

/** In the vendor's own words, whatever their order. */
test('the id of an answer is of its lines in any order, of the day and the vendor', () => {
  const [one] = answer(600);
  const [other] = answer(700);
  if (one === undefined || other === undefined) throw new Error('There are two lines.');
  const id = vendorReportId('livekit', day, [one, other]);
  expect(vendorReportId('livekit', day, [other, one])).toBe(id);
  expect(vendorReportId('twilio', day, [one, other])).not.toBe(id);
  expect(vendorReportId('livekit', { ...day, to: day.to + 1 }, [one, other])).not.toBe(id);
  expect(vendorReportId('livekit', day, [one])).not.toBe(id);
  expect(vendorReportId('livekit', day, [one, { ...other, participantSeconds: undefined }])).not.toBe(id);
});
