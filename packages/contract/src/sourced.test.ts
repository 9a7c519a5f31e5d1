import { expect, test } from 'vitest';
import { readOnDay } from './sourced.ts';

test('a value has its day, its source, how sure it is, and a note only where there is one', () => {
  const { vendor, thirdParty, assumed } = readOnDay('2026-11-23');
  const read = { source: 'a page', readOn: '2026-11-23' };
  expect(vendor(1, 'a page')).toEqual({ value: 1, ...read, confidence: 'vendor' });
  expect(thirdParty('x', 'a page', 'of 2025')).toEqual({
    value: 'x',
    ...read,
    confidence: 'third-party',
    note: 'of 2025',
  });
  expect(assumed(undefined, 'a page')).toEqual({ value: undefined, ...read, confidence: 'assumed' });
});
