import type { Evidence } from '@patchbay/contract';
import { type BookedLedger, evidenceId, openSqliteLedger, type UsageBook } from '@patchbay/metering';
import { livekitBackend } from '@patchbay/provider-livekit/server';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  northKey,
  southKey,
  startPatchbay,
  temporaryDirectory,
  testConfig,
} from '../../test/start-patchbay.ts';
import { createStubVendor } from '../../test/stub-vendor.ts';
import type { PatchbayConfig } from '../config/patchbay-config.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import { periodReportSchema, reportSchema } from '../http/report-schema.ts';
import { openUsageBook } from '../usage/open-usage-book.ts';
import { reportMonth } from './usage-report.ts';

const start = Date.UTC(2026, 10, 2, 9);
const now = Date.UTC(2026, 10, 23, 12);
const minutes = 60_000;

const row = (change: Partial<Evidence> & Pick<Evidence, 'kind' | 'at' | 'connection'>): Evidence => {
  const fact = {
    source: 'webhook' as const,
    provider: 'stub',
    tenant: 'north',
    consultId: 'c1',
    person: `person-${change.connection ?? ''}`,
    participantClass: 'person' as const,
    precision: 1,
    ...change,
  };
  return { id: evidenceId(fact), ...fact, receivedAt: fact.at };
};

/** Two people for so many minutes. */
const consult = (
  id: string,
  length: number,
  at: number,
  change: Partial<Evidence> = {},
): readonly Evidence[] =>
  ['a', 'b'].flatMap((who) => {
    const about = { consultId: id, connection: `${id}-${who}`, ...change };
    return [
      row({ ...about, kind: 'joined', at }),
      row({ ...about, kind: 'left', at: at + length * minutes }),
    ];
  });

async function ledgerOf(...rows: readonly Evidence[]): Promise<BookedLedger> {
  const path = join(await temporaryDirectory(), 'ledger.sqlite');
  const ledger = await openSqliteLedger({ path, now: () => now });
  onTestFinished(() => ledger.close());
  await ledger.append(rows);
  return ledger;
}

async function question(ledger: BookedLedger, tenant?: string) {
  const config = testConfig([createStubVendor(), createStubVendor('second')], await temporaryDirectory());
  return { book: bookOf(ledger, config), config, month: '2026-11', tenant, now };
}

const bookOf = (ledger: BookedLedger, config: PatchbayConfig) =>
  openUsageBook({ ledger, config: { get: () => config }, now: () => now });

describe('a month', () => {
  test('is minutes, error bounds and the bill of each provider under its own deployment', async () => {
    const ledger = await ledgerOf(
      ...consult('c1', 20, start),
      ...consult('c2', 10, start + 60 * minutes, { provider: 'second' }),
    );
    const report = await reportMonth(await question(ledger));
    expect(report).toMatchObject({
      month: '2026-11',
      complete: false,
      usage: { participantMinutes: 60, consults: 2, connections: 4, peakConcurrentParticipants: 2 },
    });
    expect(report.usage.errorBoundSeconds).toBeLessThan(1);
    const bills = report.providers.map(({ provider, usage, spend }) => [
      provider,
      usage.participantMinutes,
      Number(spend?.total),
    ]);
    expect(bills).toEqual([
      ['second', 20, 0.08],
      ['stub', 40, 0.16],
    ]);
    expect(report.comparedWith).toEqual({ provider: 'stub', deployment: 'cloud', rateCard: 'stub-health' });
    expect(report.bills.map(({ spend }) => Number(spend.total))).toEqual([0.24, 0.24]);
    expect(report.selfHosting).toMatchObject({
      preset: 'on-call-engineer',
      estimate: { peakBasis: 'measured' },
      standing: { current: { cheaper: 'buy' } },
    });
    expect(report.otherPresets.map(({ preset }) => preset)).toContain('sheet');
  });

  test('takes only what lies within it, and only one tenant when told', async () => {
    const ledger = await ledgerOf(
      ...consult('c1', 20, start),
      ...consult('c2', 20, start, { tenant: 'south' }),
      ...consult('c3', 20, Date.UTC(2026, 9, 31, 23, 50)),
      ...consult('c4', 20, Date.UTC(2026, 8, 1)),
    );
    const all = await reportMonth(await question(ledger));
    expect(all.usage).toMatchObject({ participantMinutes: 100, consults: 3 });
    const north = await reportMonth(await question(ledger, 'north'));
    expect(north.usage).toMatchObject({ participantMinutes: 60, consults: 2 });
  });

  test('without a consult is zero, and says so without failing', async () => {
    const report = await reportMonth(await question(await ledgerOf()));
    expect(report).toMatchObject({ usage: { participantMinutes: 0 }, providers: [] });
    expect(reportSchema.safeParse(report).success).toBe(true);
  });
});

describe('what self-hosting is compared with while there is no usage', () => {
  const livekitOnly = async () =>
    resolveConfig(
      {
        provider: 'livekit',
        providers: {
          livekit: {
            url: 'ws://127.0.0.1:9',
            apiKey: 'key',
            apiSecret: 'a-secret-of-at-least-32-characters',
          },
        },
        dataDirectory: await temporaryDirectory(),
        secret: 'a-secret-of-at-least-32-characters-for-this',
        apiKeys: [{ tenant: 'north', key: northKey }],
      },
      { installed: [livekitBackend] },
    );

  test('is the cheapest vendor that signs a BAA, and not one that is cheaper without', async () => {
    const config = await livekitOnly();
    const report = await reportMonth({
      book: bookOf(await ledgerOf(), config),
      config,
      month: '2026-11',
      now,
    });
    const [cheapest] = report.bills;
    expect(cheapest?.spend.rateCard).toBe('livekit-ship');
    expect(report.comparedWith?.rateCard).toBe('livekit-scale');
  });
});

describe('GET /v1/report', () => {
  test("is this tenant's month, in the shape of the document", async () => {
    const { send, openConsult, ticketFor, time } = await startPatchbay();
    const ticket = await ticketFor(await openConsult(), 'user-7');
    const { token } = ticket.metering;
    const beat = { connectionId: 'k1', sequence: 0, kind: 'joined', at: time.now(), elapsed: 0 };
    await send('POST', '/v1/heartbeats', { body: { token, heartbeats: [beat] } });
    await time.advance(30_000);
    const left = { ...beat, sequence: 1, kind: 'left', at: time.now(), elapsed: 30_000 };
    await send('POST', '/v1/heartbeats', { body: { token, heartbeats: [left] } });
    const { status, body } = await send('GET', '/v1/report', { key: northKey });
    expect(status).toBe(200);
    expect(reportSchema.parse(body)).toMatchObject({
      month: '2026-11',
      usage: { participantSeconds: 30 },
      providers: [
        { provider: 'stub', deployment: 'cloud', spend: { total: expect.stringMatching(/^0\.002/) } },
      ],
    });
    expect((await send('GET', '/v1/report', { key: southKey })).body).toMatchObject({
      usage: { participantSeconds: 0 },
    });
    expect((await send('GET', '/v1/report?month=2026-10', { key: northKey })).body).toMatchObject({
      month: '2026-10',
      complete: true,
      usage: { participantSeconds: 0 },
    });
  });

  test.each(['2026-13', '2026', 'now'])('refuses %s as a month', async (month) => {
    const { send } = await startPatchbay();
    expect(await send('GET', `/v1/report?month=${month}`, { key: northKey })).toMatchObject({
      status: 400,
      body: { code: 'request-invalid', errors: [{ in: 'query', path: 'month' }] },
    });
  });

  test('needs an API key', async () => {
    const { send } = await startPatchbay();
    expect(await send('GET', '/v1/report')).toMatchObject({ status: 401 });
  });
});

test('a closed month keeps its figures; what turns out later is in the open one, with day and amount', async () => {
  const october = Date.UTC(2026, 9, 20, 9);
  const ledger = await ledgerOf(
    ...consult('c1', 20, october),
    ...consult('c9', 20, october, { tenant: 'south' }),
  );
  const asked = await question(ledger);
  await asked.book.closeMonth('2026-10');
  await ledger.append(consult('late', 10, october));
  const correction = {
    of: '2026-10',
    on: '2026-11-23',
    provider: 'stub',
    consults: 1,
    connections: 2,
    participantSeconds: 1200,
    amount: '0.08',
  };
  const closed = { provider: 'stub', connections: 4, participantSeconds: 4800, total: '0.32' };
  const report = await reportMonth({ ...asked, month: '2026-10' });
  expect(report.usage.participantSeconds).toBe(6000);
  expect(report.closing).toEqual({ closedAt: now, providers: [closed], correctedLater: [correction] });
  expect(report.corrections).toEqual([]);
  expect(reportSchema.safeParse(report).success).toBe(true);
  const open = await reportMonth(asked);
  expect([open.closing, open.corrections]).toEqual([undefined, [correction]]);
  const south = await reportMonth({ ...asked, month: '2026-10', tenant: 'south' });
  expect(south.closing).toMatchObject({ providers: [{ connections: 2, total: '0.16' }], correctedLater: [] });
});

describe('GET /v1/report/months', () => {
  test("is this tenant's year, in the shape of the document", async () => {
    const { send, openConsult, ticketFor, time } = await startPatchbay();
    const ticket = await ticketFor(await openConsult(), 'user-7');
    const { token } = ticket.metering;
    const beat = { connectionId: 'k1', sequence: 0, kind: 'joined', at: time.now(), elapsed: 0 };
    await send('POST', '/v1/heartbeats', { body: { token, heartbeats: [beat] } });
    await time.advance(30_000);
    const left = { ...beat, sequence: 1, kind: 'left', at: time.now(), elapsed: 30_000 };
    await send('POST', '/v1/heartbeats', { body: { token, heartbeats: [left] } });
    const { status, body } = await send('GET', '/v1/report/months?year=2026', { key: northKey });
    expect(status).toBe(200);
    expect(periodReportSchema.parse(body)).toMatchObject({
      from: '2026-01',
      to: '2026-12',
      asOf: time.now(),
      usage: { participantSeconds: 30, consults: 1 },
      providers: [{ provider: 'stub', total: '0.002' }],
      tenants: [],
    });
    expect(body['months']).toHaveLength(12);
    const south = await send('GET', '/v1/report/months?from=2026-10&to=2026-11', { key: southKey });
    expect(south.body).toMatchObject({ usage: { participantSeconds: 0 }, providers: [] });
    expect(south.body['months']).toHaveLength(2);
  });

  test.each([
    ['', 'from'],
    ['from=2026-01', 'to'],
    ['to=2026-01', 'from'],
    ['year=2026&from=2026-01&to=2026-02', 'year'],
    ['from=2026-02&to=2026-01', 'to'],
    ['from=2001-01&to=2099-01', 'to'],
    ['year=26', 'year'],
  ])('refuses the question %s', async (query, path) => {
    const { send } = await startPatchbay();
    expect(await send('GET', `/v1/report/months?${query}`, { key: northKey })).toMatchObject({
      status: 400,
      body: { code: 'request-invalid', errors: [{ in: 'query', path }] },
    });
  });

  test('needs an API key', async () => {
    const { send } = await startPatchbay();
    expect(await send('GET', '/v1/report/months?year=2026')).toMatchObject({ status: 401 });
  });
});

test('a report that cannot catch up in time says as of when it is', async () => {
  const ledger = await ledgerOf(...consult('c1', 20, start));
  const asked = await question(ledger);
  expect((await reportMonth(asked)).asOf).toBe(now);
  await ledger.append(consult('c2', 20, start));
  const slow: UsageBook = {
    ...asked.book,
    rollUp: async () => ({ consults: 0, hours: 0, more: true, completeAt: undefined }),
  };
  const began = performance.now();
  const report = await reportMonth({ ...asked, book: slow, now: now + 60_000 });
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(report).toMatchObject({ asOf: now, generatedAt: now + 60_000, usage: { consults: 1 } });
});
