import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { banded, payAsYouGo, rule, sourced, twoMeters } from '../fixtures/sample-rates.ts';
import { usageOfSeconds } from '../fixtures/sample-usage.ts';
import type { RateCard, Rounding } from '@patchbay/contract';
import { Exact } from './exact.ts';
import { spendOf } from './spend-of.ts';

const seconds = fc.array(
  fc.integer({ min: 1, max: 90_000_000 }).map((ms) => ms / 1000),
  { maxLength: 30 },
);
const roundings: readonly Rounding[] = ['exact', 'second-up', 'minute-up', 'month-up'];
const rounding = fc.constantFrom(...roundings);
const card = fc.constantFrom<RateCard>(payAsYouGo, banded, twoMeters);
const total = (each: readonly number[], rateCard: RateCard, rounding: Rounding): Exact =>
  new Exact(spendOf(usageOfSeconds(each), rateCard, rule(rounding)).total);

test('one more connection never makes a month cheaper', () => {
  fc.assert(
    fc.property(
      seconds,
      fc.integer({ min: 1, max: 7200 }),
      card,
      rounding,
      (each, more, rateCard, rounding) => {
        expect(total([...each, more], rateCard, rounding).gte(total(each, rateCard, rounding))).toBe(true);
      },
    ),
  );
});

test('a longer connection never makes a month cheaper', () => {
  fc.assert(
    fc.property(
      seconds,
      fc.integer({ min: 1, max: 7200 }),
      card,
      rounding,
      (each, longer, rateCard, rounding) => {
        const stretched = each.map((one) => one + longer);
        expect(total(stretched, rateCard, rounding).gte(total(each, rateCard, rounding))).toBe(true);
      },
    ),
  );
});

test('the order of the connections does not matter', () => {
  fc.assert(
    fc.property(seconds, card, rounding, (each, rateCard, rounding) => {
      expect(total(each.toReversed(), rateCard, rounding).eq(total(each, rateCard, rounding))).toBe(true);
    }),
  );
});

test('no rounding bills less than what was observed, and minute-up bills the most', () => {
  fc.assert(
    fc.property(seconds, fc.integer({ min: 0, max: 30 }), (each, minimum) => {
      const minutes = (rounding: Rounding): Exact =>
        new Exact(
          spendOf(usageOfSeconds(each), payAsYouGo, rule(rounding, { minimumSeconds: sourced(minimum) }))
            .billedMinutes,
        );
      const observed = minutes('exact');
      for (const rounding of ['second-up', 'month-up'] as const) {
        expect(minutes(rounding).gte(observed)).toBe(true);
        expect(minutes('minute-up').gte(minutes(rounding))).toBe(true);
      }
    }),
  );
});

test('the lines add up to the total exactly', () => {
  fc.assert(
    fc.property(seconds, card, rounding, (each, rateCard, rounding) => {
      const spend = spendOf(usageOfSeconds(each), rateCard, rule(rounding));
      const sum = spend.lines.reduce((sum, { amount }) => sum.plus(amount), new Exact(0));
      expect(sum.eq(spend.total)).toBe(true);
    }),
  );
});
