import { monthBefore, monthOf, monthPeriod, usualLongestSessionSeconds } from '@patchbay/metering';

const day = 86_400_000;

/** Of months that are not closed, those that are to be: so many days after nobody can be in them any more. */
export const monthsToClose = (
  open: readonly string[],
  now: number,
  closeAfterDays: number,
): readonly string[] =>
  open.filter(
    (month) => now >= monthPeriod(month).to + usualLongestSessionSeconds * 1000 + closeAfterDays * day,
  );

/** The first month whose evidence is kept, and an instant in it; undefined when all is kept. The current month is not counted. */
export function retentionBegins(
  now: number,
  retentionMonths: number | undefined,
): { readonly month: string; readonly at: number } | undefined {
  if (retentionMonths === undefined) return undefined;
  const month = monthBefore(monthOf(now), retentionMonths);
  return { month, at: monthPeriod(month).from };
}
