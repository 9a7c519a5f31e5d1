import type { BillingRule, Decimal, RateCard, Sourced } from '@patchbay/contract';
import { downstream720p, type DownstreamModel } from './downstream-model.ts';
import { type Exact, exact, Exact as ExactNumber } from './exact.ts';
import { usualVideo } from './billed-parts.ts';
import { graduatedPrice } from './graduated-price.ts';
import { unitsPerMinute } from './metered-units.ts';

/** What buying costs, as a function of a month's participant-minutes. */
export type BuySide =
  | { readonly kind: 'flat-rate'; readonly rate: Sourced<Decimal> }
  | {
      readonly kind: 'rate-card';
      readonly rateCard: RateCard;
      readonly rule: BillingRule;
      /** Gigabytes per participant-minute where the card bills them; 720p unless told. */
      readonly downstream?: DownstreamModel | undefined;
      /** Billed per observed minute: what rounding up and minimums add. 1 unless measured. */
      readonly billedPerObserved?: Decimal | undefined;
    };

/** A function of whole participant-minutes that is a straight line between its breakpoints. */
export interface CostLine {
  /** USD for a month of so many participant-minutes. */
  at(minutes: Exact): Exact;
  /** Where the line bends or jumps, at most `limit`. */
  breakpoints(limit: Exact): readonly Exact[];
}

/** A vendor's bill as a line over the minutes. */
export function buyLine(buy: BuySide): CostLine {
  if (buy.kind === 'flat-rate') {
    const rate = exact(buy.rate.value, 'rate');
    return { at: (minutes) => minutes.times(rate), breakpoints: () => [] };
  }
  const { rateCard, downstream = downstream720p, billedPerObserved = '1' } = buy;
  const fee = exact(rateCard.monthlyFee.value, 'monthlyFee');
  const ratio = exact(billedPerObserved, 'billedPerObserved');
  const perMinute = exact(downstream.value, 'downstream');
  // Volume is taken as consults by video.
  const meters = rateCard.meters.map((meter) => ({
    price: graduatedPrice({ included: meter.included.value, tiers: meter.tiers.value }),
    unitsPerMinute:
      meter.unit === 'participant-minute'
        ? ratio.times(unitsPerMinute(meter, rateCard, usualVideo))
        : perMinute,
  }));
  return {
    at: (minutes) =>
      meters.reduce(
        (total, { price, unitsPerMinute }) => total.plus(price.of(minutes.times(unitsPerMinute))),
        fee,
      ),
    breakpoints: (limit) =>
      meters
        .filter(({ unitsPerMinute }) => unitsPerMinute.gt(0))
        .flatMap(({ price, unitsPerMinute }) => price.kinks.map((kink) => kink.div(unitsPerMinute)))
        .filter((kink) => kink.lte(limit) && kink.gt(new ExactNumber(0))),
  };
}
