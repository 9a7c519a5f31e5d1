import { monthBefore } from '@patchbay/metering';

/** The months from the first to the last, both among them, in order; none when the last comes before the first. */
export function monthsBetween(first: string, last: string): readonly string[] {
  const months: string[] = [];
  for (let month = first; month <= last; month = monthBefore(month, -1)) months.push(month);
  return months;
}
