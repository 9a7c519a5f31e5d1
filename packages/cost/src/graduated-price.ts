import type { Decimal, RateTier } from '@patchbay/contract';
import { type Exact, exact, zero } from './exact.ts';

/** The units of a month that one price applies to. */
export interface PricedUnits {
  readonly quantity: Exact;
  readonly price: Exact;
}

export interface PriceScale {
  /** Units of the month that cost nothing. */
  readonly included: Decimal;
  /** `upTo` counts all units of the month, the included ones among them. */
  readonly tiers: readonly RateTier[];
}

/** A graduated price, read once. */
export interface GraduatedPrice {
  /** Spreads a month's units over the included ones and the tiers; each price only for the units of its own tier. */
  spread(units: Exact): readonly PricedUnits[];
  /** USD for a month's units, not rounded. */
  of(units: Exact): Exact;
  /** The numbers of units at which the price per further unit changes. */
  readonly kinks: readonly Exact[];
}

/** Throws `CostError` for a number that is none. */
export function graduatedPrice(scale: PriceScale): GraduatedPrice {
  const bands = bandsOf(scale);
  const spread = (units: Exact): readonly PricedUnits[] => {
    const spread: PricedUnits[] = [];
    let from = zero;
    for (const { upTo, price } of bands) {
      const to = upTo === undefined || upTo.gt(units) ? units : upTo;
      if (to.gt(from)) {
        spread.push({ quantity: to.minus(from), price });
        from = to;
      }
    }
    return spread;
  };
  return {
    spread,
    of: (units) =>
      spread(units).reduce((total, { quantity, price }) => total.plus(quantity.times(price)), zero),
    kinks: bands.flatMap(({ upTo }) => (upTo === undefined ? [] : [upTo])),
  };
}

interface Band {
  readonly upTo: Exact | undefined;
  readonly price: Exact;
}

function bandsOf({ included, tiers }: PriceScale): readonly Band[] {
  const free: Band = { upTo: exact(included, 'included'), price: zero };
  return [
    free,
    ...tiers.map(({ upTo, price }, index) => ({
      // Whatever the last tier says, no unit is left without a price.
      upTo: upTo === undefined || index === tiers.length - 1 ? undefined : exact(upTo, 'upTo'),
      price: exact(price, 'price'),
    })),
  ];
}
