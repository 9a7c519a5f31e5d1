import { monthPeriod, type UsagePeriod } from '@patchbay/metering';

const dayLength = 86_400_000;

/** The days (UTC) of a month that are over, in order. */
export function daysOver(month: string, now: number): readonly UsagePeriod[] {
  const { from, to } = monthPeriod(month);
  const days: UsagePeriod[] = [];
  for (let day = from; day < to && day + dayLength <= now; day += dayLength) {
    days.push({ from: day, to: day + dayLength });
  }
  return days;
}

/** `2026-10-05`. */
export const dayName = ({ from }: UsagePeriod): string => new Date(from).toISOString().slice(0, 10);
