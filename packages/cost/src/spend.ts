import type { Confidence, Decimal, IsoDate, MeterUnit } from '@patchbay/contract';

export interface SpendLine {
  readonly kind: 'monthly-fee' | 'usage' | 'flat-rate';
  readonly unit: MeterUnit | 'month';
  /** Units in this line, e.g. the participant-minutes that fall into one tier; to six places. */
  readonly quantity: Decimal;
  /** USD per unit; "0" for the units that the plan includes. */
  readonly price: Decimal;
  /** USD, exact to twelve places. */
  readonly amount: Decimal;
  readonly source: string;
  readonly readOn: IsoDate;
  readonly confidence: Confidence;
}

/** What usage costs under one rate card. Money is USD as exact decimal text. */
export interface Spend {
  readonly rateCard: string;
  readonly plan: string;
  readonly lines: readonly SpendLine[];
  /** The exact sum of the lines; show it with `formatUsd`. */
  readonly total: Decimal;
  /** `observed`: connections under the billing rule. `estimated`: a plain number of minutes. */
  readonly basis: 'observed' | 'estimated';
  /** The weakest of all values used. */
  readonly confidence: Confidence;
  /** What the figure leaves out or assumes, one sentence each. */
  readonly cautions: readonly string[];
  /** Participant-minutes that are billed, to six places. */
  readonly billedMinutes: Decimal;
  /** The cheapest and the dearest way to read a rule that was not found; absent where nothing is open. */
  readonly range?: SpendRange;
}

export interface SpendRange {
  readonly least: ReadSpend;
  readonly most: ReadSpend;
}

export interface ReadSpend {
  readonly total: Decimal;
  readonly billedMinutes: Decimal;
  /** What was taken of each open value, e.g. `rounding: minute-up`. */
  readonly taken: readonly string[];
}
