import { monthOf } from './clip-connection.ts';
import { type Dialect, statement, type Steps } from './ledger-work.ts';
import { monthPeriod } from './usage-months.ts';

/**
 * A day (`YYYY-MM-DD`, UTC). A month's figures are kept by the day since which they count: the month's first, and every
 * day in it from which on a vendor bills by another rule.
 */
export type FiguresDay = string;

/** The day whose figures a connection belongs to that was there from `start` on. Days in order. */
export function figuresDayOf(start: number, ruleDates: readonly FiguresDay[]): FiguresDay {
  const month = monthOf(start);
  const day = new Date(start).toISOString().slice(0, 10);
  return ruleDates.findLast((date) => date.startsWith(month) && date <= day) ?? `${month}-01`;
}

/** The first and the last text that a figures' day of these months can be. */
export const daysOfMonths = (first: string, last = first): readonly [FiguresDay, FiguresDay] => [
  `${first}-01`,
  `${last}-31`,
];

/** The days at which months are split besides their first. */
export interface SplitAt {
  /** In order. */
  readonly days: readonly FiguresDay[];
  /** Those of the days that were known when there were so many. */
  readonly after: (count: number) => readonly FiguresDay[];
}

export function* ruleDatesOf(): Steps<SplitAt> {
  const rows = yield statement('SELECT day, number FROM ledger_rule_date ORDER BY day');
  const dates = rows.map(({ day, number }) => ({ day: String(day), number: Number(number) }));
  const after = (count: number): readonly FiguresDay[] =>
    dates.filter(({ number }) => number <= count).map(({ day }) => day);
  return { days: after(Infinity), after };
}

/**
 * Splits months at further days, for good. The consults of a month that has figures already are booked anew by the next
 * roll-ups.
 */
export function* adoptRuleDates(
  { consults, ownFigures }: Dialect,
  wanted: readonly FiguresDay[],
): Steps<void> {
  const days = [...new Set(wanted)].filter((day) => !day.endsWith('-01')).sort();
  if (days.length === 0) return;
  const before = yield* ruleDatesOf();
  if (days.every((day) => before.days.includes(day))) return;
  yield statement(ownFigures);
  const { days: known } = yield* ruleDatesOf();
  for (const [index, day] of days.filter((one) => !known.includes(one)).entries()) {
    yield statement(
      'INSERT INTO ledger_rule_date (day, number) VALUES ($1, $2)',
      day,
      known.length + index + 1,
    );
    const { from, to } = monthPeriod(day.slice(0, 7));
    yield statement(
      `INSERT INTO ledger_due (consult, due)
       SELECT number, 0 FROM ${consults} AS one JOIN ledger_presence ON consult = number
       WHERE first < $1 AND last >= $2 ON CONFLICT (consult) DO UPDATE SET due = 0`,
      to,
      // What a lease or a whole session adds may reach into the month.
      from - longestReach,
    );
  }
}

const longestReach = 31 * 86_400_000;
