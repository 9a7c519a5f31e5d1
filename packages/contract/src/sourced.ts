/**
 * How far a value can be trusted: read on the vendor's own page, read in somebody else's text, or assumed because it was
 * found nowhere. Anything but `vendor` is shown amber wherever it is used.
 */
export type Confidence = 'vendor' | 'third-party' | 'assumed';

/** A calendar day, `YYYY-MM-DD`. */
export type IsoDate = string;

/** A value with its origin. Nothing in a manifest stands without one. */
export interface Sourced<Value> {
  readonly value: Value;
  /** Where it was read: a document's title or address, or, for `assumed`, why it was assumed. */
  readonly source: string;
  readonly readOn: IsoDate;
  readonly confidence: Confidence;
  readonly note?: string;
}

/** Makers of values that were read on one day. */
export function readOnDay(readOn: IsoDate) {
  const as =
    (confidence: Confidence) =>
    <Value>(value: Value, source: string, note?: string): Sourced<Value> => {
      const sourced = { value, source, readOn, confidence };
      return note === undefined ? sourced : { ...sourced, note };
    };
  return { vendor: as('vendor'), thirdParty: as('third-party'), assumed: as('assumed') };
}
