import { join } from 'node:path';
import { type AuditTrail, openSqliteAuditTrail } from '@patchbay/compliance';
import { LedgerError, openSqliteLedger, type UsageBook } from '@patchbay/metering';
import { noon, row } from '@patchbay/metering/conformance';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createManualTime, settle } from '../../test/manual-time.ts';
import { temporaryDirectory, testConfig } from '../../test/start-patchbay.ts';
import { createStubVendor } from '../../test/stub-vendor.ts';
import type { PatchbayConfigInput } from '../config/config-schema.ts';
import { createCurrentConfig } from '../config/current-config.ts';
import type { LogEntry } from '../observation/log.ts';
import { createMetrics } from '../observation/metrics.ts';
import { openUsageBook } from './open-usage-book.ts';
import { createUsageKeeper } from './usage-keeper.ts';
import { monthsToClose, retentionBegins } from './month-ends.ts';

const [second, day] = [1000, 86_400_000];
const july = Date.UTC(2026, 6);

async function setUp(metering: PatchbayConfigInput['metering'] = {}, start = noon + 60 * second) {
  const directory = await temporaryDirectory();
  const time = createManualTime(start);
  const config = createCurrentConfig(testConfig([createStubVendor()], directory, { metering }));
  const { now, schedule } = time;
  const ledger = await openSqliteLedger({ path: join(directory, 'ledger.sqlite'), now });
  const audit = openSqliteAuditTrail({ path: join(directory, 'audit.sqlite'), now });
  onTestFinished(async () => {
    await ledger.close();
    await audit.close();
  });
  const book = openUsageBook({ ledger, config, now });
  const metrics = createMetrics(now);
  const log: LogEntry[] = [];
  const keeperOf = (kept: UsageBook) => {
    const keeper = createUsageKeeper({
      book: kept,
      config,
      audit,
      metrics,
      log: (entry) => void log.push(entry),
      schedule,
      now,
      random: () => 0.5,
    });
    onTestFinished(() => keeper.stop());
    return keeper;
  };
  const metric = async (name: string): Promise<string | undefined> =>
    (await metrics.render()).text
      .split('\n')
      .find((line) => line.startsWith(`patchbay_${name}`))
      ?.split(' ')[1];
  return { time, ledger, audit, book, log, keeperOf, keeper: keeperOf(book), metric };
}

const consult = (change: Parameters<typeof row>[0] = {}) => [
  row(change),
  row({ ...change, kind: 'left', at: (change.at ?? noon) + 30 * second }),
];

const acts = async (audit: AuditTrail) => {
  const rows = await audit.rows();
  return rows.map(({ kind, payload }) => `${kind} ${JSON.stringify(payload)}`);
};

describe('rolling up', () => {
  test('happens by itself, and says how far it is', async () => {
    const { ledger, book, time, keeper, metric } = await setUp();
    await ledger.append([...consult(), row({ connection: 'open', at: noon + 50 * second })]);
    keeper.start();
    expect((await book.state()).rolledUpAt).toBeUndefined();
    await time.advance(14 * second);
    expect(await metric('ledger_roll_up_lag_seconds')).toBe('14');
    await time.advance(1 * second);
    await keeper.stop();
    const { summaries } = await book.usageFromRollups({ from: Date.UTC(2026, 5), to: july });
    expect(summaries.map(({ provider, usage }) => [provider, usage.connections])).toEqual([['livekit', 2]]);
    expect(await metric('ledger_roll_up_lag_seconds')).toBe('0');
    expect(await metric('ledger_open_intervals{provider="livekit"}')).toBe('1');
    expect(await metric('ledger_consults_waiting')).toBe('0');
    expect(await metric('ledger_roll_ups_total{outcome="done"}')).toBe('1');
  });

  test('counts connections that nobody ended', async () => {
    const { ledger, keeper, time, metric } = await setUp();
    await ledger.append([row({ source: 'roster-poll', kind: 'present' })]);
    await time.advance(2 * day);
    await keeper.round();
    expect(await metric('ledger_closed_by_lease{provider="livekit"}')).toBe('1');
    expect(await metric('ledger_open_intervals{provider="livekit"}')).toBe('0');
  });

  test('that fails is logged with its code, and tried again later and later, and then as usual', async () => {
    const { book, time, log, keeperOf, metric } = await setUp();
    let [fails, tries] = [true, 0];
    const failing: UsageBook = {
      ...book,
      rollUp: (limit) => {
        tries += 1;
        return fails
          ? Promise.reject(new LedgerError('unavailable', 'The disk is full.'))
          : book.rollUp(limit);
      },
    };
    keeperOf(failing).start();
    const triesIn = async (seconds: number): Promise<number> => {
      const before = tries;
      await time.advance(seconds * second);
      await settle();
      return tries - before;
    };
    expect([
      await triesIn(15),
      await triesIn(29),
      await triesIn(1),
      await triesIn(59),
      await triesIn(1),
    ]).toEqual([1, 0, 1, 0, 1]);
    expect(log.map(({ event, code, failures }) => [event, code, failures])).toEqual([
      ['roll-up-failed', 'unavailable', 1],
      ['roll-up-failed', 'unavailable', 2],
      ['roll-up-failed', 'unavailable', 3],
    ]);
    expect(await triesIn(2000)).toBeGreaterThan(5);
    fails = false;
    await triesIn(300);
    expect([await triesIn(15), await triesIn(15)]).toEqual([1, 1]);
    expect(await metric('ledger_roll_ups_total{outcome="failed"}')).not.toBe('0');
  });
});

describe('months', () => {
  test('are closed three days after nobody can be in them any more, once, and then corrected', async () => {
    const { ledger, audit, book, time, keeperOf, keeper, metric } = await setUp({}, july + 4 * day - 1);
    await ledger.append(consult());
    await keeper.round();
    expect(await book.closedMonths()).toEqual(new Map());
    await time.advance(1);
    await Promise.all([keeper.round(), keeperOf(book).round()]);
    expect(await book.closedMonths()).toEqual(new Map([['2026-06', july + 4 * day]]));
    expect(await acts(audit)).toEqual(['month-closed {"month":"2026-06"}']);
    await ledger.append(consult({ connection: 'late' }));
    await keeper.round();
    expect(Number(await metric('ledger_corrections'))).toBeGreaterThan(0);
    expect(await acts(audit)).toHaveLength(1);
  });

  test('wait for as long as is configured', () => {
    expect(monthsToClose(['2026-06', '2026-07'], july + day, 0)).toEqual(['2026-06']);
    expect(monthsToClose(['2026-06'], july + day - 1, 0)).toEqual([]);
    expect(monthsToClose(['2026-06'], july + 10 * day, 10)).toEqual([]);
  });
});

describe('retention', () => {
  test('drops evidence of months that were kept for long enough, after they are closed', async () => {
    const { ledger, audit, book, time, keeper } = await setUp({ retentionMonths: 1 }, Date.UTC(2026, 6, 20));
    await ledger.append(consult());
    await keeper.round();
    expect(await ledger.evidenceOf('consult-1')).toHaveLength(2);
    await time.advance(12 * day);
    await keeper.round();
    expect(await ledger.evidenceOf('consult-1')).toEqual([]);
    expect(await acts(audit)).toEqual([
      'month-closed {"month":"2026-06"}',
      'evidence-forgotten {"before":"2026-07","consults":1,"evidenceRows":2}',
    ]);
    const { total } = await book.usageFromRollups({ from: Date.UTC(2026, 5), to: july });
    expect(total.participantSeconds).toBe(30);
    await keeper.round();
    expect(await acts(audit)).toHaveLength(2);
  });

  test('keeps everything unless told', async () => {
    const { ledger, time, keeper } = await setUp();
    await ledger.append(consult());
    await time.advance(4000 * day);
    await keeper.round();
    expect(await ledger.evidenceOf('consult-1')).toHaveLength(2);
    expect(retentionBegins(july, undefined)).toBeUndefined();
    expect(retentionBegins(july, 12)).toEqual({ month: '2025-07', at: Date.UTC(2025, 6) });
  });
});
