import { describe, expect, test } from 'vitest';
import { formatCount, formatMinutes } from './amounts.ts';

describe('amounts', () => {
  test('keep every digit', () => {
    expect(formatCount('900719925474099301')).toBe('900,719,925,474,099,301');
    expect(formatMinutes(750, 15)).toBe('12.5 ± 0.25');
  });
});
