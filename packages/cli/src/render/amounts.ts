import { formatUsd, type Range } from '@patchbay/cost';
import type { Decimal } from '@patchbay/contract';

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** `"2000000"` → `2,000,000`; at most two places. Exact, for a text is never made a float. */
export const formatCount = (amount: Decimal | number): string =>
  counts.format(amount as `${number}` | number);

/** Low to high with the likely one in the middle, each as money. */
export const usdRange = ({ low, likely, high }: Range): readonly [string, string, string] => [
  formatUsd(low),
  formatUsd(likely),
  formatUsd(high),
];

/** Seconds as minutes: `12.5`, and with a bound `12.5 ± 0.25`. Observed seconds are no money: a float is exact enough to show. */
export const formatMinutes = (seconds: number, errorBoundSeconds?: number): string => {
  const minutes = formatCount((seconds / 60).toFixed(2));
  return errorBoundSeconds === undefined ? minutes : `${minutes} ± ${formatMinutes(errorBoundSeconds)}`;
};

/** What a vendor’s bill comes to; where there is none, that. */
export const billText = (total: Decimal | undefined): string =>
  total === undefined ? 'no vendor’s bill' : formatUsd(total);
