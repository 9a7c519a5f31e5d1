import { describe, expect, test } from 'vitest';
import { levelOf } from './microphone-level.ts';

const tone = (amplitude: number) =>
  Float32Array.from({ length: 512 }, (_, index) => (index % 2 === 0 ? amplitude : -amplitude));

describe('the microphone’s level', () => {
  test.each([
    [0, 0],
    [0.001, 0],
    [0.01, 1 / 3],
    [0.1, 2 / 3],
    [1, 1],
  ])('of amplitude %d is %d', (amplitude, level) => {
    expect(levelOf(tone(amplitude))).toBeCloseTo(level, 5);
  });

  test('of no samples, or of more than full scale, stays in its range', () => {
    expect(levelOf(new Float32Array())).toBe(0);
    expect(levelOf(tone(4))).toBe(1);
  });
});
