import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatUsd } from './format-usd.ts';

test.each([
  ['8000', '$8,000.00'],
  ['0', '$0.00'],
  ['0.005', '$0.01'],
  ['0.00499999999999999999999', '$0.00'],
  ['-0.001', '$0.00'],
  ['-12.5', '-$12.50'],
  ['1.005', '$1.01'],
  ['90071992547409931234.565', '$90,071,992,547,409,931,234.57'],
])('%s is %s', (amount, text) => {
  expect(formatUsd(amount)).toBe(text);
});

test('every number of cents is shown as it is', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), (cents) => {
      const digits = String(cents).padStart(3, '0');
      const amount = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
      expect(formatUsd(amount).replaceAll(/[$,]/g, '')).toBe(amount);
    }),
  );
});

test.each([['1e3'], ['free'], [''], ['NaN'], ['1,000']])('"%s" is an error', (amount) => {
  expect(() => formatUsd(amount)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});
