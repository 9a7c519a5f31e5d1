import { expect, test } from 'vitest';
import { monthOf } from './clip-connection.ts';
import { monthBefore, monthPeriod } from './usage-months.ts';

test('months are periods in UTC', () => {
  expect(monthPeriod('2026-12')).toEqual({ from: Date.UTC(2026, 11), to: Date.UTC(2027, 0) });
  expect(monthOf(Date.UTC(2026, 11, 31, 23, 59))).toBe('2026-12');
  expect([monthBefore('2026-03', 5), monthBefore('2026-03', 0)]).toEqual(['2025-10', '2026-03']);
  expect(['2025-12', '2026-11'].map((month) => monthBefore(month, -1))).toEqual(['2026-01', '2026-12']);
});

test.each(['2026-13', '2026-1', 'nonsense', ''])('“%s” is no month', (text) => {
  expect(() => monthPeriod(text)).toThrow('A month is written YYYY-MM.');
  expect(() => monthBefore(text)).toThrow('A month is written YYYY-MM.');
});
