import type { Crossover } from '@patchbay/cost';
import { describe, expect, test } from 'vitest';
import { crossoverCells } from './crossover-cells.ts';

describe('crossoverCells', () => {
  const band = { low: '270461', high: undefined };
  const levers = [{ input: 'engineers', atLow: '1', atHigh: undefined }] as const;

  test('name the band and what moves it most', () => {
    const crossover: Crossover = {
      kind: 'at',
      participantMinutes: '810149',
      band,
      levers,
      buyCheaperAgainAt: undefined,
    };
    expect(crossoverCells(crossover)).toEqual(['270,461', '810,149', 'not in range', 'engineers']);
    expect(crossoverCells({ ...crossover, buyCheaperAgainAt: '5000000' })[3]).toContain('5,000,000');
  });

  test('say never, and up to where was looked', () => {
    const within = { from: '1', to: '100000000' };
    const never: Crossover = { kind: 'never', within, band: { low: undefined, high: undefined }, levers: [] };
    expect(crossoverCells(never)).toEqual(['not in range', 'never up to 100,000,000', 'not in range', '']);
  });
});
