/** What is looked at, in this order. */
export type LedgerCheck =
  /** The row's fields make sense together. */
  | 'evidence-shape'
  /** The row's id is the hash of what it says. */
  | 'evidence-id'
  /** The consult's times are those of its rows. */
  | 'consult-times'
  /** Everybody in a consult's rows can be found for erasure, and nobody else. */
  | 'persons'
  /** The consult's presence is what a fold of its rows gives. */
  | 'presence'
  /** Months are the sums of all presence. */
  | 'month'
  /** Hours are what presence gives. */
  | 'hour'
  /** A closed month's figures and its corrections add up to what the month comes to now. */
  | 'closed-month';

export interface LedgerDifference {
  readonly check: LedgerCheck;
  /** Which row, consult, month or hour. */
  readonly where: string;
  /** In one sentence, with both figures. */
  readonly message: string;
}

/** What a verification of a whole ledger found. */
export interface LedgerVerification {
  readonly result: 'sound' | 'differs';
  readonly checked: {
    readonly evidenceRows: number;
    readonly consults: number;
    readonly months: number;
    readonly hours: number;
    readonly closedMonths: number;
  };
  /** What waits for a roll-up, or may go on, is not compared. */
  readonly waiting: { readonly consults: number; readonly hours: number };
  /** The first one; what comes after it was not looked at. */
  readonly difference: LedgerDifference | undefined;
}
