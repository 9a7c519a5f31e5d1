import type { Decimal } from '@patchbay/contract';
import { CostError } from './cost-error.ts';

const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

/** `"8000"` → `"$8,000.00"`. Half a cent rounds away from zero. The text is formatted as it is, never as a float. */
export function formatUsd(amount: Decimal): string {
  if (!/^-?\d+(\.\d+)?$/.test(amount))
    throw new CostError('amount', 'amount must be a decimal number as text.');
  const text = dollars.format(amount as `${number}`);
  return text === '-$0.00' ? '$0.00' : text;
}
