/** A moment as a vendor told it, and by how many milliseconds it may be off. */
export interface ToldMoment {
  readonly at: number;
  readonly precision: number;
}

/** Whether the one was over before the other, however wrong both are. */
export const isSurelyBefore = (one: ToldMoment, other: ToldMoment): boolean =>
  one.at + one.precision <= other.at - other.precision;
