import type { IsoDate, Sourced } from './sourced.ts';

/** An exact decimal number as text, e.g. `"0.0041"`. Never a float. */
export type Decimal = string;

export type MeterUnit = 'participant-minute' | 'gigabyte-downstream';

/**
 * What is counted together on vendors that price by what is received. Agora's limits in pixels: `hd` up to 921,600, `full-hd`
 * up to 2,073,600, `2k` up to 3,686,400.
 */
export type MediaClass = 'audio' | 'hd' | 'full-hd' | '2k' | '2k-plus';

/** A graduated band: `price` per unit for the units up to and including `upTo`, counted per calendar month. */
export interface RateTier {
  /** Undefined in the last tier. */
  readonly upTo: Decimal | undefined;
  readonly price: Decimal;
}

export interface RateMeter {
  readonly unit: MeterUnit;
  /** Undefined where the price is the same for all. */
  readonly mediaClass?: MediaClass;
  /** Units per month that the plan includes, counted before the first tier. */
  readonly included: Sourced<Decimal>;
  readonly tiers: Sourced<readonly [RateTier, ...RateTier[]]>;
}

/** What a vendor charges on one plan. USD; one currency until a vendor is found that needs another. */
export interface RateCard {
  readonly id: string;
  readonly plan: string;
  readonly monthlyFee: Sourced<Decimal>;
  readonly meters: readonly [RateMeter, ...RateMeter[]];
  readonly effectiveFrom: IsoDate | undefined;
  readonly effectiveTo: IsoDate | undefined;
}

/** How observed seconds become billed minutes. */
export interface BillingRule {
  readonly id: string;
  readonly rounding: Sourced<Rounding>;
  /** Billed at least, per connection, in seconds. */
  readonly minimumSeconds: Sourced<number>;
  /** When the clock starts for a connection. */
  readonly startsAt: Sourced<'connected' | 'first-publication'>;
  /** What somebody alone in a room costs. */
  readonly loneParticipant: Sourced<'billed' | 'free'>;
  readonly effectiveFrom: IsoDate | undefined;
  readonly effectiveTo: IsoDate | undefined;
}

/**
 * `exact` bills the seconds as they are, `second-up` and `minute-up` round each connection up, `month-up` sums the month
 * and rounds once.
 */
export type Rounding = 'exact' | 'second-up' | 'minute-up' | 'month-up';
