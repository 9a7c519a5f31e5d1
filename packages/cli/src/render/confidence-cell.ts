import type { Confidence } from '@patchbay/contract';
import type { Cell } from './text-table.ts';

/** How far a value can be trusted; amber unless it was read on the vendor's own page. */
export const confidenceCell = (confidence: Confidence): Cell =>
  confidence === 'vendor' ? confidence : { text: `amber: ${confidence}`, tone: 'amber' };

/** Printed under every table that has such cells. */
export const amberLegend =
  'amber: not read on the vendor’s own page (third-party), found nowhere (assumed), or past its review.';
