import { Big } from 'big.js';
import type { Decimal } from '@patchbay/contract';
import { CostError } from './cost-error.ts';

/**
 * Numbers that add and multiply exactly; a division, such as seconds by sixty, is good to 30 places. Own settings, so that
 * nobody else's use of the library changes them.
 */
export const Exact = Big();
Exact.DP = 30;
Exact.RM = 1;

export type Exact = Big;

export const zero = new Exact(0);

const plain = /^-?\d+(\.\d+)?$/;

/** Reads a decimal text. Throws `CostError` for anything else, and for a negative one. */
export function exact(text: Decimal, name: string): Exact {
  if (typeof text !== 'string' || !plain.test(text) || text.startsWith('-')) {
    throw new CostError(name, `${name} must be a decimal number as text, zero or more, such as "0.004".`);
  }
  return new Exact(text);
}

/** A number that was measured as a float, such as seconds with milliseconds: its shortest decimal is what was meant. */
export function measured(value: number, name: string): Exact {
  if (!Number.isFinite(value) || value < 0)
    throw new CostError(name, `${name} must be a number, zero or more.`);
  return new Exact(value);
}

// Two money figures of one bill agree when the places beyond a trillionth of a dollar are dropped once, per line.
const moneyPlaces = 12;
const quantityPlaces = 6;

export const roundMoney = (amount: Exact): Exact => amount.round(moneyPlaces);

/** Plain notation, no trailing zeros. */
export const decimalOf = (amount: Exact): Decimal => amount.toFixed();

export const quantityOf = (quantity: Exact): Decimal => quantity.round(quantityPlaces).toFixed();

export const sum = (amounts: readonly Exact[]): Exact =>
  amounts.reduce((total, amount) => total.plus(amount), zero);

/** The smallest whole number that is not smaller. */
export const ceiling = (value: Exact): Exact => value.round(0, 3);
