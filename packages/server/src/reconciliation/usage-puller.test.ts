import { describe, expect, test } from 'vitest';
import { settle } from '../../test/manual-time.ts';
import { northKey, startPatchbay } from '../../test/start-patchbay.ts';
import { createStubVendor } from '../../test/stub-vendor.ts';
import { consultAt, createCountingVendor, day, hour, pulling, refuse } from '../../test/usage-pulling.ts';
import { patience } from '../backends/patience.ts';
import { answerMilliseconds } from './pull-vendor-usage.ts';

const minute = 60_000;
const midnight = Date.UTC(2026, 10, 21);
const drain = (list: unknown[]): unknown[] => list.splice(0);

describe('asking', () => {
  test('is done by itself, about a day that is over for an hour, and then once a day until it cannot grow any more', async () => {
    const vendor = createCountingVendor('stub', { memoryDays: 7 });
    // Days before the month in which Patchbay carried anybody are not asked about, and the vendor remembers seven.
    const { puller, time, reconciled } = await pulling([vendor], midnight + 55 * minute);
    puller.start();
    await time.advance(5 * minute);
    expect(drain(vendor.asked)).toEqual(['15', '16', '17', '18', '19', '20']);
    expect(await reconciled('stub')).toEqual([false, 0]);
    await time.advance(day - 10 * minute);
    expect(drain(vendor.asked)).toEqual([]);
    await time.advance(10 * minute);
    expect(drain(vendor.asked)).toEqual(['19', '20', '21']);
    await time.advance(day);
    expect(drain(vendor.asked)).toEqual(['20', '21', '22']);
    await time.advance(day);
    expect(drain(vendor.asked)).toEqual(['21', '22', '23']);
  });

  test('takes in what a vendor that lags has counted since, and reconciles anew', async () => {
    const vendor = createCountingVendor('stub');
    vendor.seconds = 60;
    const { puller, time, reconciled, log } = await pulling([vendor], midnight + hour);
    await puller.round();
    expect(await reconciled('stub')).toEqual([true, -540]);
    vendor.seconds = 600;
    await time.advance(day - 1);
    await puller.round();
    expect(await reconciled('stub')).toEqual([true, -540]);
    await time.advance(1);
    await puller.round();
    expect(await reconciled('stub')).toEqual([true, 0]);
    expect(log.map(({ event, days, changed }) => [event, days, changed])).toEqual([
      ['usage-pulled', 20, 20],
      ['usage-pulled', 3, 2],
    ]);
  });

  test('is of managed vendors only, and of none that was carried by nobody', async () => {
    const own = createCountingVendor('stub', { kind: 'self-hosted' });
    const { puller, time } = await pulling([own], midnight + hour);
    await puller.round();
    expect(own.asked).toEqual([]);
    const early = createCountingVendor('early');
    const before = await pulling([early], consultAt - 30 * day);
    await before.puller.round();
    expect(early.asked).toEqual([]);
    await time.advance(day);
  });

  test('can be switched off and on, also while serving', async () => {
    const vendor = createCountingVendor('stub');
    const { puller, config, metrics } = await pulling([vendor], midnight + hour, { usagePullHours: 'off' });
    await puller.round();
    expect(vendor.asked).toEqual([]);
    expect(await metrics()).toEqual([]);
    const { metering } = config.get();
    config.set({ ...config.get(), metering: { ...metering, usagePullHours: 6 } });
    await puller.round();
    expect(drain(vendor.asked)).toHaveLength(20);
    config.set({ ...config.get(), metering: { ...metering, usagePullHours: 'off' } });
    await puller.round();
    expect(await metrics()).not.toContain('patchbay_usage_pull_days_missing{provider="stub"} 0');
  });

  test('comes as often as configured', async () => {
    const vendor = createCountingVendor('stub');
    const { puller, time } = await pulling([vendor], midnight + hour, { usagePullHours: 6 });
    await puller.round();
    drain(vendor.asked);
    await time.advance(6 * hour - 1);
    await puller.round();
    expect(vendor.asked).toEqual([]);
    await time.advance(1);
    await puller.round();
    expect(vendor.asked).toEqual(['19', '20']);
  });
});

describe('a vendor that fails', () => {
  test('is left alone longer and longer, and stops nobody', async () => {
    const [down, well] = [createCountingVendor('stub'), createCountingVendor('second')];
    down.before = refuse('unreachable');
    const { puller, time, log, metrics, reconciled } = await pulling([down, well], midnight + hour);
    const triesWithin = async (milliseconds: number): Promise<number> => {
      await time.advance(milliseconds);
      await puller.round();
      return drain(down.asked).length;
    };
    expect(await triesWithin(0)).toBe(1);
    expect(well.asked).toHaveLength(20);
    const tries: number[] = [];
    for (const wait of [5 * minute - 1, 1, 10 * minute - 1, 1, 20 * minute - 1, 1])
      tries.push(await triesWithin(wait));
    expect(tries).toEqual([0, 1, 0, 1, 0, 1]);
    // Never longer than six hours, for vendors forget.
    for (let index = 0; index < 8; index += 1) await triesWithin(6 * hour);
    expect(await triesWithin(6 * hour)).toBe(1);
    const failures = log.filter(({ event }) => event === 'usage-pull-failed');
    expect(failures.slice(0, 2)).toMatchObject([
      { level: 'warn', provider: 'stub', day: '2026-11-01', code: 'unreachable', failures: 1 },
      { failures: 2 },
    ]);
    expect(JSON.stringify(log)).not.toMatch(/room-|seat-|person-|consult-/);
    expect(await reconciled('second')).toEqual([true, 0]);
    expect(await reconciled('stub')).toBeUndefined();
    const text = (await metrics()).join('\n');
    expect(text).toMatch(/usage_pull_days_total\{provider="stub",outcome="failed"\} \d+/);
    expect(text).toMatch(/usage_pull_days_missing\{provider="stub"\} 2\d/);
    expect(text).not.toMatch(/answer_age_seconds\{provider="stub"/);
    down.before = () => Promise.resolve();
    await triesWithin(6 * hour);
    expect(await reconciled('stub')).toEqual([true, 0]);
    expect((await metrics()).join('\n')).toContain('usage_pull_answer_age_seconds{provider="stub"} 0');
  });

  test('about some days only is asked about all the others, and keeps what it answered', async () => {
    const vendor = createCountingVendor('stub', { memoryDays: 7 });
    vendor.before = async (name) => {
      if (name === '15' || name === '16') await refuse('provider-failure')();
    };
    const { puller, time, metrics } = await pulling([vendor], midnight + hour);
    await puller.round();
    for (const wait of [5, 10, 20]) {
      await time.advance(wait * minute);
      await puller.round();
    }
    // What failed comes last, what failed longest ago first among it.
    expect(vendor.asked.join(' ')).toBe('15 16 17 18 19 20 15 16');
    expect(await metrics()).toContain('patchbay_usage_pull_days_missing{provider="stub"} 2');
  });

  test('only for being asked too often is waited for longer than when somebody waits', async () => {
    const vendor = createCountingVendor('stub');
    const seen = new Set<unknown>();
    vendor.before = async () => void seen.add(patience.getStore());
    const { puller } = await pulling([vendor], midnight + hour);
    await puller.round();
    expect([...seen, patience.getStore()]).toEqual([300_000, undefined]);
  });

  test('that asks to be left alone is, for as long as it says', async () => {
    const vendor = createCountingVendor('stub');
    const { puller, time } = await pulling([vendor], midnight + hour);
    vendor.before = refuse('provider-failure');
    vendor.limitedUntil = time.now() + 2 * hour;
    await puller.round();
    await time.advance(2 * hour - 1);
    await puller.round();
    expect(vendor.asked).toHaveLength(1);
    await time.advance(1);
    await puller.round();
    expect(vendor.asked).toHaveLength(2);
  });

  test('to say anything is given up, and the next one is asked', async () => {
    const [silent, well] = [createCountingVendor('stub'), createCountingVendor('second')];
    silent.before = () => new Promise(() => undefined);
    const { puller, time, log } = await pulling([silent, well], midnight + hour);
    const round = puller.round();
    await settle();
    expect(well.asked).toEqual([]);
    await time.advance(answerMilliseconds);
    await round;
    expect(well.asked).toHaveLength(20);
    expect(log).toContainEqual(expect.objectContaining({ event: 'usage-pull-failed', code: 'timeout' }));
  });
});

test('stopped in the middle, it waits for no vendor, keeps what was answered, and asks about the rest the next time', async () => {
  const vendor = createCountingVendor('stub', { memoryDays: 7 });
  const { puller, another, time, log } = await pulling([vendor], midnight + 55 * minute);
  vendor.before = (name) => (name === '17' ? new Promise(() => undefined) : Promise.resolve());
  puller.start();
  await time.advance(5 * minute);
  expect(vendor.asked).toEqual(['15', '16', '17']);
  await puller.stop();
  expect(log.filter(({ event }) => event === 'usage-pull-failed')).toEqual([]);
  drain(vendor.asked);
  vendor.before = () => Promise.resolve();
  await another().round();
  expect(vendor.asked).toEqual(['17', '18', '19', '20']);
});

test('two that come at once ask once', async () => {
  const vendor = createCountingVendor('stub');
  const { puller, another } = await pulling([vendor], midnight + hour);
  await Promise.all([puller.round(), another().round()]);
  expect(vendor.asked).toHaveLength(20);
});

test('a server asks by itself, and its metrics and reports tell', async () => {
  const vendor = createStubVendor();
  vendor.usage = () => [];
  const { send, openConsult, ticketFor, time, patchbay } = await startPatchbay({ vendors: [vendor] });
  const { token } = (await ticketFor(await openConsult(), 'user-7')).metering;
  const beat = { connectionId: 'k1', sequence: 0, kind: 'joined', at: time.now(), elapsed: 0 };
  await send('POST', '/v1/heartbeats', { body: { token, heartbeats: [beat] } });
  await time.advance(7 * minute);
  expect(vendor.calls.filter((call) => call === 'pullUsage')).toHaveLength(22);
  const { text } = await send('GET', '/metrics');
  expect(text).toContain('patchbay_usage_pull_days_total{provider="stub",outcome="new"} 22');
  expect((await send('GET', '/v1/report', { key: northKey })).body).toMatchObject({
    providers: [{ reconciled: { whole: true, varianceSeconds: 0 } }],
  });
  await patchbay.close();
});
