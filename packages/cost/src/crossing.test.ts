import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Decimal, RateTier } from '@patchbay/contract';
import { flat, minuteMeter, rateCard, rule } from '../fixtures/sample-rates.ts';
import { assumptionNames, type BuildInputs } from './build-inputs.ts';
import { buyLine, type CostLine } from './buy-side.ts';
import { Exact } from './exact.ts';
import { assumedPeakRate } from './build-cost.ts';
import { buildLine } from './build-line.ts';
import { findCrossing } from './crossing.ts';
import { graduatedPrice } from './graduated-price.ts';

const range = { from: 1, to: 400 };
const unpaid = [
  'busyHourShare',
  'serverMonthlyPrice',
  'relayShare',
  'engineers',
  'hostingBaaMonthly',
] as const;

/** Asks every single minute. */
function slowCrossing(
  buy: CostLine,
  build: CostLine,
): { at: number; undoneAt: number | undefined } | undefined {
  const cheaper = Array.from({ length: range.to }, (_, index) => {
    const minutes = new Exact(index + 1);
    return build.at(minutes).lte(buy.at(minutes));
  });
  const first = cheaper.indexOf(true) + 1;
  if (first === 0) return undefined;
  const lastDear = cheaper.lastIndexOf(false) + 1;
  if (lastDear < range.to) return { at: lastDear + 1, undoneAt: undefined };
  return { at: first, undoneAt: cheaper.lastIndexOf(true) + 2 };
}

const price = fc.integer({ min: 0, max: 40 }).map((cents) => (cents / 100).toFixed(2));
const tiers = fc
  .record({
    limits: fc.uniqueArray(fc.integer({ min: 1, max: 390 }), { maxLength: 4 }),
    prices: fc.array(price, { minLength: 5, maxLength: 5 }),
  })
  .map(({ limits, prices }): readonly [RateTier, ...RateTier[]] => {
    const [first = '0', ...rest] = prices;
    const sorted = limits.toSorted((a, b) => a - b);
    const at = (index: number): Decimal | undefined =>
      sorted[index] === undefined ? undefined : String(sorted[index]);
    return [
      { upTo: at(0), price: first },
      ...sorted.map((_, index) => ({ upTo: at(index + 1), price: rest[index] ?? '0' })),
    ];
  });

const buys = fc
  .record({ tiers, included: fc.integer({ min: 0, max: 50 }), fee: fc.integer({ min: 0, max: 30 }) })
  .map(({ tiers, included, fee }) =>
    buyLine({
      kind: 'rate-card',
      rateCard: rateCard([minuteMeter(tiers, String(included))], String(fee)),
      rule: rule('exact'),
    }),
  );

const builds = fc
  .record({
    tiers,
    server: fc.integer({ min: 0, max: 9 }),
    capacity: fc.integer({ min: 1, max: 60 }),
    people: fc.integer({ min: 0, max: 30 }),
    relay: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ tiers, server, capacity, people, relay }) => {
    const changed: Partial<Record<string, string>> = {
      serverMonthlyPrice: String(server),
      consumersPerCore: String(capacity),
      // As many streams as minutes, so that servers are added every few minutes.
      busyHourShare: '60',
      onCallMonthly: String(people),
      relayShare: `0.${relay}`,
      hostingBaaMonthly: '0',
      spareServers: '0',
      engineers: '0',
    };
    const inputs = Object.fromEntries(
      assumptionNames.map((name) => [name, new Exact(changed[name] ?? '1')]),
    ) as BuildInputs;
    return buildLine(inputs, graduatedPrice({ included: '0', tiers }), assumedPeakRate(inputs));
  });

describe('the crossing', () => {
  test('is the one that asking every minute finds, whatever the tiers, fees and server steps', () => {
    let [crossed, undone] = [0, 0];
    fc.assert(
      fc.property(buys, builds, (buy, build) => {
        const found = findCrossing(buy, build, range);
        expect(found).toEqual(slowCrossing(buy, build));
        if (found !== undefined && found.at > range.from) crossed += 1;
        if (found?.undoneAt !== undefined) undone += 1;
      }),
      { numRuns: 300, seed: 5 },
    );
    expect(crossed).toBeGreaterThan(20);
    expect(undone).toBeGreaterThan(5);
  });

  const free = buyLine({
    kind: 'rate-card',
    rateCard: rateCard([minuteMeter(flat('0'))]),
    rule: rule('exact'),
  });
  const dear = buyLine({
    kind: 'rate-card',
    rateCard: rateCard([minuteMeter(flat('1'))], '5'),
    rule: rule('exact'),
  });

  test('is nowhere, or at once', () => {
    expect(findCrossing(free, dear, range)).toBeUndefined();
    expect(findCrossing(dear, free, range)).toEqual({ at: 1, undoneAt: undefined });
    expect(findCrossing(dear, dear, range)).toEqual({ at: 1, undoneAt: undefined });
  });

  test('is not lost between two minutes that look alike, where the price of egress rises', () => {
    const inputs = Object.fromEntries(assumptionNames.map((name) => [name, new Exact('1')])) as BuildInputs;
    const idle = { ...inputs, ...Object.fromEntries(unpaid.map((name) => [name, new Exact(0)])) };
    const tiers = [
      { upTo: '100', price: '0' },
      { upTo: undefined, price: '2' },
    ];
    const build = buildLine(idle, graduatedPrice({ included: '0', tiers }), assumedPeakRate(idle));
    const buy = buyLine({
      kind: 'rate-card',
      rateCard: rateCard([minuteMeter(flat('0.1'))]),
      rule: rule('exact'),
    });
    // Building: 1 and 2 per minute over 100. Buying: 0.1 per minute. At 104: 9 against 10.4; at 105: 11 against 10.5.
    expect(findCrossing(buy, build, range)).toEqual({ at: 10, undoneAt: 105 });
  });

  test('works on a range of one minute', () => {
    expect(findCrossing(dear, free, { from: 7, to: 7 })).toEqual({ at: 7, undoneAt: undefined });
    expect(findCrossing(free, dear, { from: 7, to: 7 })).toBeUndefined();
  });
});
