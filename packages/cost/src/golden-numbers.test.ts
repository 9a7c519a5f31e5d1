import { describe, expect, test } from 'vitest';
import { payAsYouGo, rule } from '../fixtures/sample-rates.ts';
import { usageOfVisits } from '../fixtures/sample-usage.ts';
import { sheetReferenceRate, spendOfMinutes } from './spend-of-minutes.ts';
import { crossover } from './crossover.ts';
import { findBuildPreset } from './build-presets.ts';
import { estimateBuild } from './estimate-build.ts';
import { formatUsd } from './format-usd.ts';
import { spendOf } from './spend-of.ts';
import type { BuildPreset } from './build-preset.ts';

const preset = (id: string): BuildPreset => {
  const found = findBuildPreset(id);
  if (found === undefined) throw new Error(`there is no preset ${id}`);
  return found;
};

const crossoverOf = (id: string): number => {
  const found = crossover({ buy: { kind: 'flat-rate', rate: sheetReferenceRate }, build: preset(id) });
  return found.kind === 'at' ? Number(found.participantMinutes) : Number.NaN;
};

describe('the numbers of the comparison sheet, to the cent', () => {
  test('50,000 consults of 20 minutes for 2 are 2,000,000 participant-minutes and $8,000.00', () => {
    const spend = spendOf(usageOfVisits(50_000), payAsYouGo, rule('exact'));
    expect(spend.billedMinutes).toBe('2000000');
    expect(spend.total).toBe('8000');
    expect(formatUsd(spend.total)).toBe('$8,000.00');
  });

  test.each([
    ['2000000', '$8,000.00'],
    ['20000000', '$80,000.00'],
    ['240000000', '$960,000.00'],
    ['0', '$0.00'],
  ])('%s participant-minutes at $0.004 are %s', (minutes, money) => {
    expect(formatUsd(spendOfMinutes(minutes, sheetReferenceRate).total)).toBe(money);
  });

  test('ten times the volume for a year is $960,000.00', () => {
    const month = spendOfMinutes('20000000', sheetReferenceRate).total;
    expect(formatUsd(String(BigInt(month) * 12n))).toBe('$960,000.00');
  });
});

describe('the crossover of the sheet', () => {
  test('is in the high hundreds of thousands only under thin operations', () => {
    expect(crossoverOf('sheet')).toBeGreaterThanOrEqual(700_000);
    expect(crossoverOf('sheet')).toBeLessThanOrEqual(999_999);
    const { fixed } = estimateBuild({ participantMinutes: '800000', assumptions: preset('sheet') });
    expect(Number(fixed.likely)).toBeGreaterThanOrEqual(2500);
    expect(Number(fixed.likely)).toBeLessThanOrEqual(3500);
  });

  test('is in the millions with people who answer at night', () => {
    expect(crossoverOf('part-time-operations')).toBeGreaterThan(2_000_000);
    expect(crossoverOf('on-call-engineer')).toBeGreaterThan(5_000_000);
    expect(crossoverOf('on-call-rotation')).toBeGreaterThan(crossoverOf('on-call-engineer'));
  });
});
