import { monthOf, type UsagePeriod } from './clip-connection.ts';
import { UsageBookError } from './usage-book-error.ts';
import type { UsageMonth } from './usage-summary.ts';

const mostMonths = 1200;

/** A calendar month in UTC as a half-open period. Throws `UsageBookError` for anything else than `YYYY-MM`. */
export function monthPeriod(month: UsageMonth): UsagePeriod {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? [];
  if (year === undefined || number === undefined) {
    throw new UsageBookError('month-invalid', 'A month is written YYYY-MM.');
  }
  return { from: Date.UTC(Number(year), Number(number) - 1), to: Date.UTC(Number(year), Number(number)) };
}

/** The month so many before another, or after it when negative. Throws `UsageBookError` for anything else than `YYYY-MM`. */
export function monthBefore(month: UsageMonth, count = 1): UsageMonth {
  const first = new Date(monthPeriod(month).from);
  return monthOf(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() - count));
}

/** The months of a period that consists of whole ones, in order. Throws `UsageBookError`. */
export function monthsOfPeriod({ from, to }: UsagePeriod): readonly UsageMonth[] {
  const months: UsageMonth[] = [];
  for (let at = from; at < to && months.length <= mostMonths; at = monthPeriod(months.at(-1) ?? '').to) {
    months.push(Number.isFinite(at) ? monthOf(at) : '');
  }
  const [first, last] = [months[0], months.at(-1)];
  const whole =
    first !== undefined &&
    last !== undefined &&
    months.length <= mostMonths &&
    monthPeriod(first).from === from &&
    monthPeriod(last).to === to;
  if (!whole) throw new UsageBookError('period-not-months', 'Rollups answer for whole months (UTC).');
  return months;
}
