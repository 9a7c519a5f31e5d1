import { describe, expect, test } from 'vitest';
import { payAsYouGo, rule, twoMeters } from '../fixtures/sample-rates.ts';
import { usageOfSeconds, usageOfVisits } from '../fixtures/sample-usage.ts';
import { crossover } from './crossover.ts';
import { crossoverFromUsage } from './crossover-from-usage.ts';
import { downstream720p } from './downstream-model.ts';
import { findBuildPreset } from './build-presets.ts';
import { sheetReferenceRate } from './spend-of-minutes.ts';

const sheet = findBuildPreset('sheet');
if (sheet === undefined) throw new Error('there is no preset sheet');
const build = sheet;
const buy = { kind: 'flat-rate', rate: sheetReferenceRate } as const;
const byCard = { kind: 'rate-card', rateCard: payAsYouGo, rule: rule('minute-up') } as const;

const months = (...minutes: readonly string[]) =>
  minutes.map((participantMinutes, index) => ({
    month: `2026-${String(index + 1).padStart(2, '0')}`,
    participantMinutes,
  }));

describe('where a month stands', () => {
  test('a demo of two minutes is priced by observation, and the crossover by the preset', () => {
    const usage = usageOfSeconds([61, 59]);
    const standing = crossoverFromUsage({ usage, buy: byCard, build });
    expect(standing.scaledBy).toBe('assumed');
    expect(standing.current).toMatchObject({ participantMinutes: '2', buy: '0.012', cheaper: 'buy' });
    expect(standing.crossover).toEqual(crossover({ buy: byCard, build }));
  });

  test('a large month is scaled by its own peak and its own rounding', () => {
    // 4,000 visits of 20 min 30 s for two: billed 21 min each.
    const usage = usageOfSeconds(
      Array.from({ length: 8000 }, () => 1230),
      {},
      60,
    );
    const standing = crossoverFromUsage({ usage, buy: byCard, build });
    expect(standing.scaledBy).toBe('measured');
    expect(standing.current.participantMinutes).toBe('164000');
    const billedPerObserved = '1.024390243902439024390243902439';
    const peakPerMinute = '0.000365853658536585365853658537';
    expect(standing.crossover).toEqual(
      crossover({ buy: { ...byCard, billedPerObserved }, build, peakPerMinute }),
    );
  });

  test('is scaled by the gigabytes that were counted, on both sides', () => {
    // 8,000 of 20 minutes, half of them counted at 0.02 GB a minute; the rest is assumed at 0.0131 each.
    const seconds = Array.from({ length: 8000 }, () => 1200);
    const usage = usageOfSeconds(seconds, { downstream: { bytes: 200_000_000, seconds: 600 } }, 60);
    const twoSided = { kind: 'rate-card', rateCard: twoMeters, rule: rule('exact') } as const;
    const standing = crossoverFromUsage({ usage, buy: twoSided, build });
    const rate = '0.01655';
    const { gigabytesPerMinute } = build.assumptions;
    expect(gigabytesPerMinute.value).toMatchObject({ low: '0.0037', likely: '0.0064', high: '0.0131' });
    const value = { low: '0.01185', likely: '0.0132', high: rate };
    expect(standing.crossover).toEqual(
      crossover({
        buy: { ...twoSided, billedPerObserved: '1', downstream: { ...downstream720p, value: rate } },
        build: {
          ...build,
          assumptions: { ...build.assumptions, gigabytesPerMinute: { ...gigabytesPerMinute, value } },
        },
        peakPerMinute: '0.000375',
      }),
    );
  });

  test('says which is cheaper now', () => {
    const standing = crossoverFromUsage({ usage: usageOfVisits(50_000, 300), buy, build });
    expect(standing.current).toMatchObject({ participantMinutes: '2000000', buy: '8000', cheaper: 'build' });
    expect(standing.forecast).toEqual({ kind: 'reached' });
  });

  test('an empty month is a month', () => {
    const standing = crossoverFromUsage({ usage: usageOfSeconds([], {}, 0), buy: byCard, build });
    expect(standing.current).toMatchObject({ participantMinutes: '0', buy: '0', cheaper: 'buy' });
  });
});

describe('the forecast', () => {
  const usage = usageOfVisits(100);
  const forecast = (trend: ReturnType<typeof months>, range?: { from: string; to: string }) =>
    crossoverFromUsage({ usage, buy, build, trend, range }).forecast;

  test('follows the straight line to the month', () => {
    // 810,149 is the goal: 100,000 more every month after 300,000 in March.
    expect(forecast(months('100000', '200000', '300000'))).toEqual({ kind: 'in-month', month: '2026-09' });
    expect(forecast(months('600000', '700000', '800000'))).toEqual({ kind: 'in-month', month: '2026-04' });
    expect(forecast(months('10000', '20000', '30000'))).toEqual({ kind: 'in-month', month: '2032-10' });
  });

  test('takes a missing month as missing, not as the one before', () => {
    const trend = [
      { month: '2026-01', participantMinutes: '100000' },
      { month: '2026-03', participantMinutes: '300000' },
      { month: '2026-04', participantMinutes: '400000' },
    ];
    expect(forecast(trend)).toEqual({ kind: 'in-month', month: '2026-09' });
  });

  test.each([
    ['the last month was over it', months('700000', '800000', '900000'), { kind: 'reached' }],
    ['it is flat', months('100000', '100000', '100000'), { kind: 'never', because: 'flat-or-falling' }],
    ['it falls', months('300000', '200000', '100000'), { kind: 'never', because: 'flat-or-falling' }],
    ['it takes more than ten years', months('1000', '1001', '1002'), { kind: 'never', because: 'too-far' }],
    ['there are two months', months('100000', '200000'), { kind: 'unknown', because: 'too-few-months' }],
    ['there are none', [], { kind: 'unknown', because: 'too-few-months' }],
  ])('when %s', (_, trend, expected) => {
    expect(forecast(trend)).toEqual(expected);
  });

  test('without a crossover there is nothing to reach', () => {
    expect(forecast(months('1', '2', '3'), { from: '1', to: '1000' })).toEqual({
      kind: 'never',
      because: 'no-crossover',
    });
  });
});
