/** Why the book refuses. */
export type UsageBookErrorCode =
  /** Not `YYYY-MM`. */
  | 'month-invalid'
  /** A month is closed once nobody can be in it any more: one longest session after its end. */
  | 'month-not-over'
  /** Evidence of a month that is not closed is not forgotten. */
  | 'month-open'
  /** Rollups answer for whole months (UTC), at most a hundred years of them. */
  | 'period-not-months';

export class UsageBookError extends Error {
  override readonly name = 'UsageBookError';
  readonly code: UsageBookErrorCode;

  constructor(code: UsageBookErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
