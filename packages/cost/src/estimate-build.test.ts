import { describe, expect, test } from 'vitest';
import type { AssumptionName, BuildPreset } from './build-preset.ts';
import { buildPresets, findBuildPreset } from './build-presets.ts';
import { assumption } from './platform-assumptions.ts';
import { estimateBuild } from './estimate-build.ts';

const sheet = findBuildPreset('sheet');
if (sheet === undefined) throw new Error('there is no preset sheet');

/** Round numbers, so that every line can be computed by hand. */
const plain: BuildPreset = {
  ...sheet,
  assumptions: Object.fromEntries(
    Object.entries({
      busyHourShare: '0.01 0.02 0.03',
      consumersPerParticipant: '2',
      consumersPerCore: '100',
      targetLoad: '0.5',
      coresPerServer: '4',
      serverMonthlyPrice: '90 100 110',
      spareServers: '1',
      gigabytesPerMinute: '0.01',
      relayShare: '0 0.1 0.2',
      engineers: '0.5',
      engineerYearlySalary: '120000',
      salaryLoad: '1.5',
      onCallMonthly: '1000',
      hostingBaaMonthly: '250',
    } satisfies Record<AssumptionName, string>).map(([name, range]) => [
      name,
      assumption(range, 'vendor', 'made up'),
    ]),
  ) as BuildPreset['assumptions'],
};

describe('an estimate', () => {
  test('is the sum of lines that can be computed by hand', () => {
    // 600,000 min: peak 200 (2 % in the busiest hour), 400 streams, 200 a server: 2 and 1 spare. 6,000 GB, 100 of them free;
    // 600 GB relayed. 0.5 x 120,000 x 1.5 / 12.
    const estimate = estimateBuild({ participantMinutes: '600000', assumptions: plain });
    expect(estimate).toMatchObject({
      peakConcurrentParticipants: { low: '100', likely: '200', high: '300' },
      peakBasis: 'assumed',
      servers: { low: '2', likely: '3', high: '4' },
    });
    expect(Object.fromEntries(estimate.lines.map(({ kind, amount }) => [kind, amount.likely]))).toEqual({
      servers: '300',
      egress: '531',
      relay: '54',
      people: '7500',
      'on-call': '1000',
      'hosting-baa': '250',
    });
    expect(estimate.total.likely).toBe('9635');
    expect(estimate.fixed.likely).toBe('9050');
    expect(estimate.total.low).toBe(String(180 + 531 + 7500 + 1000 + 250));
    expect(estimate.total.high).toBe(String(440 + 531 + 108 + 7500 + 1000 + 250));
  });

  test('sizes by measured peak concurrency where there is one', () => {
    const at = (peak: number) =>
      estimateBuild({ participantMinutes: '600000', peakConcurrentParticipants: peak, assumptions: plain });
    expect(at(100)).toMatchObject({ peakBasis: 'measured', servers: { low: '2', likely: '2', high: '2' } });
    expect(at(101)).toMatchObject({ servers: { likely: '3' } });
  });

  test('an idle month still costs the standing servers and the people', () => {
    const idle = estimateBuild({ participantMinutes: '0', assumptions: plain });
    expect(idle.servers.likely).toBe('2');
    expect(idle.total.likely).toBe(String(200 + 7500 + 1000 + 250));
    expect(idle.fixed).toEqual(idle.total);
  });

  test('takes gigabytes that were counted as they are, and its own assumption for the rest of the minutes', () => {
    const at = (downstream: { readonly bytes: number; readonly seconds: number }) =>
      estimateBuild({ participantMinutes: '600000', assumptions: plain, downstream });
    // 400,000 minutes carried 8,000 GB; for the other 200,000 0.01 each: 10,000 GB, 100 of them free, 9,900 at 0.09.
    const some = at({ bytes: 8e12, seconds: 400_000 * 60 });
    const egress = some.lines.find(({ kind }) => kind === 'egress');
    expect(egress?.amount.likely).toBe('891');
    expect(egress?.explanation).toContain('counted for 400000.00 of 600000.00 minutes');
    expect(some.egressBasis).toBe('partly-measured');
    expect(at({ bytes: 6e12, seconds: 600_000 * 60 })).toMatchObject({ egressBasis: 'measured' });
    const none = at({ bytes: 0, seconds: 0 });
    expect(none).toEqual(estimateBuild({ participantMinutes: '600000', assumptions: plain }));
    expect(none.egressBasis).toBe('assumed');
  });

  test('egress gets cheaper by the gigabyte as it grows, tier by tier', () => {
    const egress = (minutes: string) =>
      estimateBuild({ participantMinutes: minutes, assumptions: plain }).lines.find(
        ({ kind }) => kind === 'egress',
      )?.amount.likely;
    expect(egress('10000')).toBe('0');
    expect(egress('1000000')).toBe('891');
    expect(egress('5000000')).toBe(String(891 + 3400));
    expect(egress('15000000')).toBe(String(891 + 3400 + 7000));
    expect(egress('16000000')).toBe(String(891 + 3400 + 7000 + 500));
  });

  test('is no better than its weakest assumption', () => {
    expect(estimateBuild({ participantMinutes: '1', assumptions: plain }).confidence).toBe('third-party');
    const lines = estimateBuild({ participantMinutes: '1', assumptions: plain }).lines;
    expect(lines.find(({ kind }) => kind === 'people')?.confidence).toBe('vendor');
  });

  test.each([['-1'], ['many'], ['1e6']])('%s participant-minutes are an error', (participantMinutes) => {
    expect(() => estimateBuild({ participantMinutes, assumptions: plain })).toThrow(
      expect.objectContaining({ argument: 'participantMinutes' }),
    );
  });

  test('a core that carries nothing is an error, not a division by zero', () => {
    const assumptions = { ...plain.assumptions, consumersPerCore: assumption('0', 'vendor', 'made up') };
    expect(() => estimateBuild({ participantMinutes: '1', assumptions: { ...plain, assumptions } })).toThrow(
      expect.objectContaining({ argument: 'consumersPerCore' }),
    );
  });
});

describe('the presets', () => {
  test.each(buildPresets.map((preset) => [preset.id, preset] as const))(
    '%s: every value has a source and a range in order',
    (_, preset) => {
      for (const { value, source, readOn } of Object.values(preset.assumptions)) {
        expect(source).not.toBe('');
        expect(readOn).toBe('2026-11-23');
        expect(Number(value.low)).toBeLessThanOrEqual(Number(value.likely));
        expect(Number(value.likely)).toBeLessThanOrEqual(Number(value.high));
      }
      const { total } = estimateBuild({ participantMinutes: '2000000', assumptions: preset });
      expect(Number(total.low)).toBeLessThan(Number(total.likely));
      expect(Number(total.likely)).toBeLessThan(Number(total.high));
    },
  );

  test('have ids of their own', () => {
    expect(new Set(buildPresets.map(({ id }) => id)).size).toBe(buildPresets.length);
    expect(findBuildPreset('nothing')).toBeUndefined();
  });
});
