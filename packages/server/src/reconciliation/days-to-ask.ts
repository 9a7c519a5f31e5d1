import type { UsagePeriod } from '@patchbay/metering';

export interface DaysToAskQuestion {
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** What began before is not asked about: the vendor has forgotten it, or there was no Patchbay. */
  readonly since: number;
  /** After so long a day whose answer may still grow is asked about again. */
  readonly everyMilliseconds: number;
  /** When the vendor answered last about a day, by the day's beginning. */
  readonly answered: ReadonlyMap<number, number>;
}

const hour = 3_600_000;
const day = 24 * hour;
/** Vendors count late: Twilio up to half an hour after (page on its Video Log Analyzer API); the others do not say. */
const firstAfter = hour;
/** Nobody is connected for more than a day. One more is left for the vendor to count it. */
const settledAfter = 2 * day;

/**
 * The days (UTC) that a vendor is due to be asked about, in order: those that are over and that it has not answered about, and
 * those whose answer came so early that it may have grown.
 */
export function daysToAsk({
  now,
  since,
  everyMilliseconds,
  answered,
}: DaysToAskQuestion): readonly UsagePeriod[] {
  const days: UsagePeriod[] = [];
  for (let from = Math.ceil(since / day) * day; from + day + firstAfter <= now; from += day) {
    const to = from + day;
    const at = answered.get(from);
    const isDue = at === undefined || (at < to + settledAfter && now - at >= everyMilliseconds);
    if (isDue) days.push({ from, to });
  }
  return days;
}
