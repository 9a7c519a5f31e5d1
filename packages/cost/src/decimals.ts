import type { Decimal } from '@patchbay/contract';
import { decimalOf, Exact, sum } from './exact.ts';

/** The exact sum. */
export const addDecimals = (amounts: readonly Decimal[]): Decimal =>
  decimalOf(sum(amounts.map((amount) => new Exact(amount))));

/** Negative when the first is the smaller one. */
export const compareDecimals = (a: Decimal, b: Decimal): number => new Exact(a).cmp(b);

/** By how much the first is more than the second; negative when it is less. */
export const decimalDifference = (a: Decimal, b: Decimal): Decimal => decimalOf(new Exact(a).minus(b));
