import { join } from 'node:path';
import type { Evidence } from '@patchbay/contract';
import { evidenceId, keepReconciled, openSqliteLedger, type ReconciledMonth } from '@patchbay/metering';
import { describe, expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory, testConfig } from '../../test/start-patchbay.ts';
import { createStubVendor } from '../../test/stub-vendor.ts';
import { periodReportSchema } from '../http/report-schema.ts';
import { openUsageBook } from '../usage/open-usage-book.ts';
import { reportMonths } from './report-months.ts';
import { periodReconciliation } from './reported-reconciliation.ts';

const outcome = (month: string, change: Partial<ReconciledMonth> = {}): ReconciledMonth => ({
  month,
  provider: 'stub',
  tenant: undefined,
  madeAt: 1,
  whole: true,
  oursSeconds: 600,
  theirsSeconds: 630,
  ...change,
});

describe('several months', () => {
  test('are reconciled when each of them is, and their variance is of what was compared', () => {
    expect(
      periodReconciliation(
        'managed',
        ['2026-10', '2026-11'],
        ['2026-10', '2026-11'].map((month) => outcome(month)),
      ),
    ).toEqual({
      state: 'reconciled',
      wholeMonths: ['2026-10', '2026-11'],
      partialMonths: [],
      otherMonths: [],
      varianceSeconds: 60,
      variancePercent: 5,
    });
  });

  test.each([
    [
      'a month was never compared',
      ['2026-10', '2026-11'],
      [outcome('2026-10')],
      [['2026-10'], [], ['2026-11']],
    ],
    ['days of one are missing', ['2026-10'], [outcome('2026-10', { whole: false })], [[], ['2026-10'], []]],
  ] as const)('are partly so when %s, and say which', (_, carried, outcomes, months) => {
    const found = periodReconciliation('managed', carried, outcomes);
    expect(found).toMatchObject({ state: 'partly', varianceSeconds: 30, variancePercent: 5 });
    expect([found.wholeMonths, found.partialMonths, found.otherMonths]).toEqual(months);
  });

  test('that were never compared have no variance', () => {
    const nothing = { varianceSeconds: undefined, variancePercent: undefined };
    const found = periodReconciliation('managed', ['2026-10'], []);
    expect(found).toMatchObject({ state: 'not-reconciled', otherMonths: ['2026-10'], ...nothing });
    expect(periodReconciliation('self-hosted', ['2026-10'], [])).toMatchObject({
      state: 'self-hosted',
      ...nothing,
    });
  });

  test('in which only the vendor counted something have a variance, and no percentage', () => {
    expect(periodReconciliation('managed', [], [outcome('2026-10', { oursSeconds: 0 })])).toMatchObject({
      state: 'reconciled',
      varianceSeconds: 630,
      variancePercent: undefined,
    });
  });
});

test('a report of several months has the state of each month and of all', async () => {
  const now = Date.UTC(2026, 10, 23, 12);
  const directory = await temporaryDirectory();
  const config = testConfig([createStubVendor()], directory);
  const ledger = await openSqliteLedger({ path: join(directory, 'ledger.sqlite'), now: () => now });
  onTestFinished(() => ledger.close());
  const fact = (kind: 'joined' | 'left', at: number): Evidence => {
    const consultId = `c-${new Date(at).getUTCMonth()}`;
    const about = { kind, at, source: 'webhook', provider: 'stub', tenant: 'north', consultId } as const;
    const told = {
      ...about,
      connection: 'k1',
      person: 'p',
      participantClass: 'person',
      precision: 1,
    } as const;
    return { id: evidenceId(told), ...told, receivedAt: at };
  };
  for (const month of [9, 10]) {
    const at = Date.UTC(2026, month, 2, 9);
    await ledger.append([fact('joined', at), fact('left', at + 600_000)]);
  }
  const north = outcome('2026-10', { tenant: 'north' });
  await ledger.transact(() => keepReconciled([outcome('2026-10', { theirsSeconds: 600 }), north]));
  const book = openUsageBook({ ledger, config: { get: () => config }, now: () => now });
  const asked = { book, config, from: '2026-09', to: '2026-11', now };
  const report = await reportMonths(asked);
  expect(report.months.map(({ month, providers }) => [month, providers[0]?.reconciled])).toEqual([
    ['2026-09', undefined],
    ['2026-10', { madeAt: 1, whole: true, varianceSeconds: 0, variancePercent: 0 }],
    ['2026-11', undefined],
  ]);
  expect(report.providers).toMatchObject([
    {
      reconciliation: {
        state: 'partly',
        wholeMonths: ['2026-10'],
        otherMonths: ['2026-11'],
        varianceSeconds: 0,
      },
    },
  ]);
  const one = await reportMonths({ ...asked, tenant: 'north' });
  expect(one.providers).toMatchObject([{ reconciliation: { varianceSeconds: 30, variancePercent: 5 } }]);
  expect(periodReportSchema.safeParse(JSON.parse(JSON.stringify(report))).error).toBeUndefined();
});
