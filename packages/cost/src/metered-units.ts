import type { RateCard, RateMeter } from '@patchbay/contract';
import { type BilledClass, usualVideo } from './billed-parts.ts';
import { type Exact, Exact as ExactNumber, exact, sum } from './exact.ts';

const one = new ExactNumber(1);

/** How many units of a meter a minute of a class counts; 0 where the class goes to another meter of the card, or to none. */
export function unitsPerMinute(
  meter: RateMeter,
  { meters }: Pick<RateCard, 'meters'>,
  of: BilledClass,
): Exact {
  const ofMinutes = meters.filter(({ unit }) => unit === 'participant-minute');
  // A rule that tells no classes apart says video; a card may price only classes.
  const isPricedByClass = ofMinutes.every(({ mediaClass }) => mediaClass !== undefined);
  const each = of === 'any' && isPricedByClass ? usualVideo : of;
  const own = ofMinutes.find(({ mediaClass }) => mediaClass === each);
  const takes = meter.mediaClass === undefined ? own === undefined : meter.mediaClass === each;
  if (!takes) return new ExactNumber(0);
  const weight = meter.unitsPerMinute?.[each === 'any' ? usualVideo : each];
  return weight === undefined ? one : exact(weight, 'unitsPerMinute');
}

/** A month's units on one meter of minutes. */
export const meteredUnits = (
  meter: RateMeter,
  rateCard: Pick<RateCard, 'meters'>,
  minutes: ReadonlyMap<BilledClass, Exact>,
): Exact => sum([...minutes].map(([each, units]) => units.times(unitsPerMinute(meter, rateCard, each))));
