import type { LimitedBy } from './limited-by.ts';

/** What several instances count together. */
export interface SharedRates {
  /** Alive on the database as far as is known, this one among them; at least 1. */
  instances(): number;
  /**
   * Takes so many at once of what all may allow. Resolves to how many all have taken in this window, these among them. Rejects
   * when the database does not answer at once.
   */
  take(by: LimitedBy, key: string, points: number, seconds: number): Promise<TakenRate>;
}

export interface TakenRate {
  readonly taken: number;
  /** Until the window ends. */
  readonly milliseconds: number;
}
