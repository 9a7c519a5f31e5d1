import { describe, expect, test } from 'vitest';
import { banded, rule, sourced, twoMeters } from '../fixtures/sample-rates.ts';
import { buildPresets, findBuildPreset } from './build-presets.ts';
import { sheetReferenceRate, spendOfMinutes } from './spend-of-minutes.ts';
import type { BuildPreset } from './build-preset.ts';
import { type Crossover, crossover } from './crossover.ts';
import { estimateBuild } from './estimate-build.ts';

const preset = (id: string): BuildPreset => {
  const found = findBuildPreset(id);
  if (found === undefined) throw new Error(`there is no preset ${id}`);
  return found;
};
const sheet = preset('sheet');
const flatRate = { kind: 'flat-rate', rate: sheetReferenceRate } as const;

const minutesOf = (found: Crossover): number =>
  found.kind === 'at' ? Number(found.participantMinutes) : Number.NaN;
const saves = (minutes: number, build: BuildPreset): boolean =>
  Number(estimateBuild({ participantMinutes: String(minutes), assumptions: build }).total.likely) <=
  Number(spendOfMinutes(String(minutes), sheetReferenceRate).total);

describe('the crossover', () => {
  test.each(buildPresets.map((each) => [each.id, each] as const))(
    'of %s is exact to the minute, inside its band',
    (_, build) => {
      const found = crossover({ buy: flatRate, build });
      const at = minutesOf(found);
      expect(saves(at, build)).toBe(true);
      expect(saves(at - 1, build)).toBe(false);
      expect(Number(found.band.low)).toBeLessThan(at);
      expect(Number(found.band.high)).toBeGreaterThan(at);
      expect(found).toMatchObject({ kind: 'at', buyCheaperAgainAt: undefined });
    },
  );

  test('moves out as the price falls, and is never where buying stays cheaper', () => {
    const at = (rate: string): Crossover =>
      crossover({ buy: { kind: 'flat-rate', rate: sourced(rate) }, build: sheet });
    expect(minutesOf(at('0.003'))).toBeGreaterThan(minutesOf(at('0.004')));
    expect(at('0.0002')).toMatchObject({
      kind: 'never',
      within: { from: '1', to: '100000000' },
      band: { high: undefined },
    });
  });

  test('keeps to the range that is asked for', () => {
    expect(crossover({ buy: flatRate, build: sheet, range: { from: '1', to: '500000' } })).toMatchObject({
      kind: 'never',
      within: { from: '1', to: '500000' },
      band: { low: expect.stringMatching(/^\d+$/) },
    });
    expect(
      minutesOf(crossover({ buy: flatRate, build: sheet, range: { from: '2000000', to: '3000000' } })),
    ).toBe(2_000_000);
  });

  test('knows tiers, fees and gigabytes', () => {
    const against = (rateCard: typeof banded) =>
      minutesOf(crossover({ buy: { kind: 'rate-card', rateCard, rule: rule('exact') }, build: sheet }));
    // Bands fall below the flat rate, so it takes more; a card that bills gigabytes at a fraction takes much more.
    expect(against(banded)).toBeGreaterThan(minutesOf(crossover({ buy: flatRate, build: sheet })));
    expect(against(twoMeters)).toBeGreaterThan(against(banded));
  });

  test('rounding up that was measured brings it nearer', () => {
    const buy = { kind: 'rate-card', rateCard: banded, rule: rule('minute-up') } as const;
    const rounded = crossover({ buy: { ...buy, billedPerObserved: '1.2' }, build: sheet });
    expect(minutesOf(rounded)).toBeLessThan(minutesOf(crossover({ buy, build: sheet })));
  });

  test('says which inputs move it most, the strongest first', () => {
    const { levers } = crossover({ buy: flatRate, build: preset('on-call-engineer') });
    expect(levers).toHaveLength(5);
    expect(levers[0]?.input).toBe('engineerYearlySalary');
    const spreads = levers.map(({ atLow, atHigh }) => Math.abs(Number(atHigh) - Number(atLow)));
    expect(spreads).toEqual(spreads.toSorted((a, b) => b - a));
  });

  test('is sized by measured concurrency where there is some', () => {
    const calm = crossover({ buy: flatRate, build: sheet, peakPerMinute: '0.00001' });
    const crowded = crossover({ buy: flatRate, build: sheet, peakPerMinute: '0.005' });
    expect(minutesOf(crowded)).toBeGreaterThan(minutesOf(calm));
    const levers = crossover({ buy: flatRate, build: sheet, peakPerMinute: '0.005' }).levers;
    expect(levers.map(({ input }) => input)).not.toContain('busyHourShare');
  });

  test.each([
    [{ from: '2', to: '1' }, 'range'],
    [{ from: '0.5', to: '1' }, 'range.from'],
    [{ from: '1', to: '2000000000' }, 'range.to'],
    [{ from: '1', to: 'many' }, 'range.to'],
  ])('a range of %o is an error', (range, argument) => {
    expect(() => crossover({ buy: flatRate, build: sheet, range })).toThrow(
      expect.objectContaining({ argument }),
    );
  });

  test('a range that would take absurdly many servers is an error', () => {
    expect(() => crossover({ buy: flatRate, build: sheet, peakPerMinute: '1' })).toThrow(
      expect.objectContaining({ argument: 'range' }),
    );
  });
});
