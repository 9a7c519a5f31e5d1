import { describe, expect, test } from 'vitest';
import {
  banded,
  flat,
  gigabyteMeter,
  minuteMeter,
  payAsYouGo,
  rateCard,
  rule,
  sourced,
  twoMeters,
} from '../fixtures/sample-rates.ts';
import { usageOfSeconds, usageOfVisits } from '../fixtures/sample-usage.ts';
import { spendOf } from './spend-of.ts';

const perMinute = rateCard([minuteMeter(flat('1'))]);
const minutesUnder = (seconds: readonly number[], ...args: Parameters<typeof rule>): string =>
  spendOf(usageOfSeconds(seconds), perMinute, rule(...args)).billedMinutes;

describe('rounding', () => {
  // LiveKit Cloud's old rule, docs.livekit.io/deploy/admin/billing: 10 s are 1 min, 70 s are 2 min.
  test.each([
    [[10], '1'],
    [[70], '2'],
    [[60], '1'],
    [[60.001], '2'],
    [[10, 10, 10], '3'],
    [[0], '0'],
  ])('minute-up rounds each connection: %o are %s', (seconds, minutes) => {
    expect(minutesUnder(seconds, 'minute-up')).toBe(minutes);
  });

  test.each([
    [[30.2, 29.1], '1.016667'],
    [[30, 30], '1'],
  ])('second-up rounds each connection: %o are %s', (seconds, minutes) => {
    expect(minutesUnder(seconds, 'second-up')).toBe(minutes);
  });

  test.each([
    [[10, 10, 10], '1'],
    [[60, 60], '2'],
    [[60, 60.5], '3'],
  ])('month-up sums the month and rounds once: %o are %s', (seconds, minutes) => {
    expect(minutesUnder(seconds, 'month-up')).toBe(minutes);
  });

  test('exact bills the seconds as they are, and three thirds of a minute are one', () => {
    expect(minutesUnder([20, 20, 20], 'exact')).toBe('1');
    expect(spendOf(usageOfSeconds([0.1, 0.2]), perMinute, rule('exact')).total).toBe('0.005');
  });

  test('a minimum counts per connection, and before rounding', () => {
    expect(minutesUnder([4, 4, 30], 'second-up', { minimumSeconds: sourced(10) })).toBe('0.833333');
    expect(minutesUnder([61], 'minute-up', { minimumSeconds: sourced(90) })).toBe('2');
  });
});

describe('somebody alone in the room', () => {
  const free = rule('exact', { loneParticipant: sourced('free') });

  test('is free of charge where the vendor says so and the time is known', () => {
    const usage = usageOfSeconds([120], { aloneSeconds: 60 });
    expect(spendOf(usage, perMinute, free).total).toBe('1');
    expect(spendOf(usage, perMinute, rule('exact')).total).toBe('2');
  });

  test('costs nothing at all, not even the minimum, when nobody ever came', () => {
    const usage = usageOfSeconds([120], { aloneSeconds: 120 });
    expect(spendOf(usage, perMinute, { ...free, minimumSeconds: sourced(10) }).total).toBe('0');
  });

  test('is billed at most, with a caution, where it is not known', () => {
    const spend = spendOf(usageOfSeconds([120]), perMinute, free);
    expect(spend.total).toBe('2');
    expect(spend.cautions).toHaveLength(1);
  });
});

describe('tiers', () => {
  // Totals of the published bands, marginal: 10,000 free, then 90,000 x 0.004, 400,000 x 0.0037, 500,000 x 0.0034 ...
  test.each([
    [0, '0'],
    [10_000, '0'],
    [10_001, '0.004'],
    [100_000, '360'],
    [100_001, '360.0037'],
    [500_000, '1840'],
    [1_000_000, '3540'],
    [2_000_000, '6540'],
  ])('%d minutes cost $%s', (minutes, total) => {
    expect(spendOf(usageOfSeconds([minutes * 60]), banded, rule('exact')).total).toBe(total);
  });

  test('the last price goes on, whatever limit it states', () => {
    const card = rateCard([minuteMeter([{ upTo: '10', price: '2' }])]);
    expect(spendOf(usageOfSeconds([1200]), card, rule('exact')).total).toBe('40');
  });

  test('each is a line of its own, and the lines add up', () => {
    const { lines, total } = spendOf(usageOfSeconds([600_000 * 60]), banded, rule('exact'));
    expect(lines.map(({ quantity, price, amount }) => [quantity, price, amount])).toEqual([
      ['10000', '0', '0'],
      ['90000', '0.004', '360'],
      ['400000', '0.0037', '1480'],
      ['100000', '0.0034', '340'],
    ]);
    expect(total).toBe('2180');
  });
});

describe('fees and meters', () => {
  test('an idle month costs nothing to pay as you go, and the fee on a plan', () => {
    expect(spendOf(usageOfSeconds([]), payAsYouGo, rule('minute-up'))).toMatchObject({
      total: '0',
      lines: [],
    });
    expect(spendOf(usageOfSeconds([]), twoMeters, rule('exact'))).toMatchObject({ total: '500' });
  });

  test('two meters are billed side by side, gigabytes by the model where they were not measured', () => {
    // 2,000,000 minutes: 500,000 over the plan at 0.0004; 26,200 GB, 23,200 over the plan at 0.10.
    const spend = spendOf(usageOfVisits(50_000), twoMeters, rule('second-up'));
    expect(spend.total).toBe('3020');
    expect(spend.confidence).toBe('assumed');
    expect(spend.cautions).toHaveLength(1);
  });

  test('measured gigabytes are taken as they are', () => {
    const usage = usageOfSeconds([60, 60], { downstream: { bytes: 250_000_000, seconds: 60 } });
    const card = rateCard([gigabyteMeter(flat('2'))]);
    expect(spendOf(usage, card, rule('exact'))).toMatchObject({
      total: '1',
      confidence: 'vendor',
      cautions: [],
    });
  });
});

describe('what was carried', () => {
  const card = rateCard([
    minuteMeter(flat('1')),
    { ...minuteMeter(flat('0.1')), mediaClass: 'audio' },
    { ...minuteMeter(flat('2')), mediaClass: 'full-hd' },
  ]);
  const pixels = rule('exact', {
    classifiedBy: sourced('subscribed-pixels'),
    loneParticipant: sourced('as-audio'),
  });
  const looked = {
    secondsByClass: { audio: 120, 'full-hd': 240 },
    unsizedSeconds: 60,
    aloneSeconds: 0,
    mediaClass: 'video',
  } as const;

  test('is billed by class where somebody looked, as HD where not, and says for how much', () => {
    const spend = spendOf(usageOfSeconds([600], looked), card, pixels);
    // 2 minutes of audio, 4 of Full HD, and 1 + 3 as HD.
    expect(spend.total).toBe('12.2');
    expect(spend.cautions).toEqual([
      'What was received is not known for 3.00 of 10.00 minutes: billed as HD video.',
      'Video of unknown pixels was received for 1.00 minutes: billed as HD video.',
    ]);
  });

  test('alone is audio: of what was known as such, then of what nobody looked at', () => {
    const minutes = (aloneSeconds: number) =>
      spendOf(usageOfSeconds([600], { ...looked, aloneSeconds }), card, pixels).total;
    // The two minutes of audio were those alone; with three more of nobody knows what; and then of what was seen.
    expect(minutes(120)).toBe('12.2');
    expect(minutes(300)).toBe('9.5');
    expect(minutes(480)).toBe('4.8');
  });

  test('gigabytes that were counted for a part are modelled for the rest', () => {
    const usage = usageOfSeconds([600], { downstream: { bytes: 1_000_000_000, seconds: 300 } });
    const spend = spendOf(usage, rateCard([gigabyteMeter(flat('1'))]), rule('exact'));
    expect(spend.total).toBe('1.0655');
    expect(spend.cautions).toEqual([
      'Gigabytes were measured for 5.00 of 10.00 participant-minutes; for the others 0.0131 per observed participant-minute are assumed.',
    ]);
  });

  test.each([
    [['audio', 'audio'], '0.2', []],
    [['audio', 'video'], '2', []],
    [
      ['audio', 'unknown'],
      '2',
      ['Whether anybody sent video is not known for 2 connections: billed as video, at most.'],
    ],
    [['video', 'unknown'], '2', []],
  ] as const)('a session of %j costs %s', (media, total, cautions) => {
    const session = rule('exact', { classifiedBy: sourced('session') });
    const connections = media.flatMap(
      (mediaClass) => usageOfSeconds([60], { mediaClass, consultId: 'one' }).connections,
    );
    const spend = spendOf({ ...usageOfSeconds([]), connections }, card, session);
    expect([spend.total, spend.cautions]).toEqual([total, cautions]);
  });
});

describe('trust', () => {
  test('the weakest value decides the confidence of the whole', () => {
    const card = rateCard([{ ...minuteMeter(flat('1')), tiers: sourced(flat('1'), 'third-party') }]);
    expect(spendOf(usageOfSeconds([60]), card, rule('exact')).confidence).toBe('third-party');
    const assumed = rule('exact', { loneParticipant: sourced('billed', 'assumed') });
    expect(spendOf(usageOfSeconds([60]), card, assumed).confidence).toBe('assumed');
    expect(spendOf(usageOfSeconds([60]), payAsYouGo, rule('exact')).confidence).toBe('vendor');
  });

  test('what is not told apart or not certain is said', () => {
    const fromPublication = rule('exact', { startsAt: sourced('first-publication') });
    expect(spendOf(usageOfSeconds([60]), payAsYouGo, fromPublication).cautions).toHaveLength(1);
    const byClass = rule('exact', { classifiedBy: sourced('connection') });
    expect(
      spendOf(usageOfSeconds([60], { mediaClass: 'unknown' }), payAsYouGo, byClass).cautions,
    ).toHaveLength(1);
    expect(spendOf(usageOfSeconds([60], { mediaClass: 'audio' }), payAsYouGo, byClass).cautions).toEqual([]);
    expect(
      spendOf(usageOfSeconds([60], { errorBoundSeconds: 6 }), payAsYouGo, rule('exact')).cautions,
    ).toEqual(['The observed time may be off by 0.10 minutes in all.']);
    const old = { ...payAsYouGo, effectiveTo: '2026-10-31' };
    expect(spendOf(usageOfSeconds([]), old, rule('exact')).cautions).toHaveLength(1);
  });

  test.each([[Number.NaN], [-1], [Number.POSITIVE_INFINITY]])('%d seconds are an error', (seconds) => {
    expect(() => spendOf(usageOfSeconds([seconds]), payAsYouGo, rule('exact'))).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'seconds' }),
    );
  });

  test.each([['-0.004'], ['free'], ['1e3'], ['']])('a price of "%s" is an error', (price) => {
    expect(() => spendOf(usageOfSeconds([60]), rateCard([minuteMeter(flat(price))]), rule('exact'))).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'price' }),
    );
  });
});
