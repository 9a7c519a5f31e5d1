import { describe, expect, test } from 'vitest';
import { errorOf, run } from '../../test/run-in-process.ts';
import type { Estimate } from '../estimate.ts';

const estimate = (...args: readonly string[]) => run(['estimate', ...args], { cwd: '/' });
const sheetVolume = ['--participant-minutes', '2000000', '--rate', '0.004'];

const crossoverOf = ({ build }: Estimate, preset: string): number => {
  const crossover = build.find((option) => option.preset === preset)?.crossover;
  if (crossover?.kind !== 'at') throw new Error(`${preset} has no crossover.`);
  return Number(crossover.participantMinutes);
};

describe('estimate', () => {
  test('prints the sheet’s monthly spend to the cent', async () => {
    const { exit, stdout, stderr } = await estimate(...sheetVolume);
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
    expect(stdout).toContain('$8,000.00');
  });

  test('prints ten times the volume as eighty thousand a month and its year', async () => {
    const { stdout } = await estimate('--participant-minutes', '20000000', '--rate', '0.004');
    expect(stdout).toContain('$80,000.00');
    expect(stdout).toContain('$960,000.00');
  });

  test('answers in exact decimals with --json', async () => {
    const ran = await estimate(...sheetVolume, '--json');
    expect(ran.json() as Estimate).toMatchObject({
      participantMinutes: '2000000',
      rate: '0.004',
      spend: { monthly: { total: '8000' }, yearlyTotal: '96000' },
    });
  });

  test('does not lose a digit of a year that no float holds', async () => {
    const ran = await estimate('--participant-minutes', '900000000000001', '--rate', '0.01', '--json');
    expect((ran.json() as Estimate).spend.yearlyTotal).toBe('108000000000000.12');
  });

  test('sets the sheet’s crossover beside the one with an on-call engineer', async () => {
    const answer = (await estimate(...sheetVolume, '--json')).json() as Estimate;
    expect(answer.build.map(({ preset }) => preset)).toEqual(['sheet', 'on-call-engineer']);
    expect(crossoverOf(answer, 'sheet')).toBeGreaterThan(500_000);
    expect(crossoverOf(answer, 'sheet')).toBeLessThan(1_000_000);
    expect(crossoverOf(answer, 'on-call-engineer')).toBeGreaterThan(1_000_000);
    const { stdout } = await estimate(...sheetVolume);
    expect(stdout).toContain(crossoverOf(answer, 'sheet').toLocaleString('en-US'));
    expect(stdout).toContain(crossoverOf(answer, 'on-call-engineer').toLocaleString('en-US'));
  });

  test('names the honest preset once when it is the one asked for', async () => {
    const ran = await estimate(...sheetVolume, '--preset', 'on-call-engineer', '--json');
    expect((ran.json() as Estimate).build.map(({ preset }) => preset)).toEqual(['on-call-engineer']);
  });

  test('sizes servers by a measured peak when there is one', async () => {
    const ran = await estimate(...sheetVolume, '--peak', '1200', '--json');
    const [option] = (ran.json() as Estimate).build;
    expect(option?.estimate).toMatchObject({
      peakBasis: 'measured',
      peakConcurrentParticipants: { likely: '1200' },
    });
  });

  test('can be asked about no minutes at all', async () => {
    const ran = await estimate('--participant-minutes', '0', '--rate', '0.004', '--peak', '10');
    expect(ran.exit).toBe(0);
    expect(ran.stdout).toContain('$0.00');
  });

  test.each([
    ['--participant-minutes', '2e6'],
    ['--participant-minutes', '2,000,000'],
    ['--participant-minutes', '-5'],
    ['--participant-minutes', ''],
    ['--rate', '0.004.1'],
    ['--rate', 'cheap'],
    ['--rate', '-0.004'],
    ['--peak', '1.5'],
    ['--peak', 'many'],
    ['--preset', 'nobody'],
  ])('refuses %s %s and names the option', async (option, value) => {
    const ran = await estimate(...sheetVolume, option, value, '--json');
    expect(ran.exit).toBe(2);
    expect(errorOf(ran).code).toBe('usage');
    expect(errorOf(ran).message).toContain(option);
  });

  test.each(['--participant-minutes', '--rate'])('cannot do without %s', async (option) => {
    const args = sheetVolume.filter((_, index) => ![0, 1].includes(index - sheetVolume.indexOf(option)));
    const ran = await estimate(...args, '--json');
    expect(ran.exit).toBe(2);
    expect(errorOf(ran).message).toContain(option);
  });

  test('marks amber what was not read on a vendor’s page', async () => {
    expect((await estimate(...sheetVolume)).stdout).toContain('amber: assumed');
  });
});
