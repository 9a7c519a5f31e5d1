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
  /** Only the minutes of this class; without it, those of every class that has no meter of its own. */
  readonly mediaClass?: MediaClass;
  /** How many units a minute of a class counts, where classes share one meter (Agora's standard minutes); one unless given. */
  readonly unitsPerMinute?: Readonly<Partial<Record<MediaClass, Decimal>>>;
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
  readonly loneParticipant: Sourced<'billed' | 'free' | 'as-audio'>;
  /** What is rounded, and held against the minimum: each connection, unless all of one person's in a consult are taken together. */
  readonly roundingPer?: Sourced<'connection' | 'participant'>;
  /**
   * How the class of a minute is told: by what the connection carried, by what anybody in the session sent, once and for all
   * (Daily), or by the pixels subscribed to at the time (Agora). Absent where there is one price.
   */
  readonly classifiedBy?: Sourced<'connection' | 'session' | 'subscribed-pixels'>;
  /** A telephone leg: a participant like others unless given, or one that is billed a second time as a leg (Vonage). */
  readonly sipLegs?: Sourced<'once' | 'twice' | 'free'>;
  /** Recorders and agents that join as participants: billed like people unless given. */
  readonly machines?: Sourced<'billed' | 'free'>;
  /** The rule that was in force before `effectiveFrom`, for connections that began before. */
  readonly supersedes?: BillingRule;
  readonly effectiveFrom: IsoDate | undefined;
  readonly effectiveTo: IsoDate | undefined;
}

/**
 * `exact` bills the seconds as they are, `second-up` and `minute-up` round each connection up, `month-up` sums the month
 * and rounds once.
 */
export type Rounding = 'exact' | 'second-up' | 'minute-up' | 'month-up';
