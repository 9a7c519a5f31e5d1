import { formatUsd, type Range } from '@patchbay/cost';
import type { Decimal } from '@patchbay/contract';

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** `"2000000"` → `2,000,000`; at most two places. Exact, for the text is never made a float. */
export const formatCount = (amount: Decimal): string => counts.format(amount as `${number}`);

/** Low to high with the likely one in the middle, each as money. */
export const usdRange = ({ low, likely, high }: Range): readonly [string, string, string] => [
  formatUsd(low),
  formatUsd(likely),
  formatUsd(high),
];

/** `12.50 ± 0.25 min`. Observed seconds are no money: a float is exact enough to show. */
export const formatMinutes = (seconds: number, errorBoundSeconds: number): string =>
  `${formatCount((seconds / 60).toFixed(2))} ± ${formatCount((errorBoundSeconds / 60).toFixed(2))}`;
