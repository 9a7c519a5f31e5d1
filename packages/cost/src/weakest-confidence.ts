import type { Confidence } from '@patchbay/contract';

const order: readonly Confidence[] = ['vendor', 'third-party', 'assumed'];

/** A figure is no better than the weakest value in it. */
export const weakestConfidence = (confidences: readonly Confidence[]): Confidence =>
  order.findLast((confidence) => confidences.includes(confidence)) ?? 'vendor';
