import { closingFigures, corrections, figuresKey } from './close-month.ts';
import { compareBy } from './compare-by.ts';
import type { LedgerDifference } from './ledger-verification.ts';
import { type Dialect, statement, type Steps } from './ledger-work.ts';
import type { BillableConnection } from './presence-interval.ts';
import type { FiguresDay } from './rule-dates.ts';
import { type FigureName, figureNames, type Figures, figuresFrom, figuresOf } from './usage-figures.ts';
import { hourLength } from './hour-length.ts';
import { hourFrom, hourValues } from './hour-row.ts';
import { usageOfHour } from './usage-of-hour.ts';

/** Figures by month's day, tenant, provider and class. */
export type MonthSums = Map<string, Figures>;

const add = (sums: MonthSums, key: string, figures: Figures): void => {
  const known = sums.get(key);
  sums.set(key, known === undefined ? figures : figuresFrom((name) => known[name] + figures[name]));
};

/** Adds what one consult comes to. */
export function addConsult(
  sums: MonthSums,
  connections: readonly BillableConnection[],
  ruleDates: readonly FiguresDay[],
): void {
  const [first] = connections;
  if (first === undefined) return;
  for (const { key, figures } of figuresOf(connections, ruleDates).values()) {
    add(
      sums,
      JSON.stringify([key.since, first.tenant, key.provider, key.participantClass, key.sessionMedia]),
      figures,
    );
  }
}

/** The months as they are kept. */
export function* keptMonths(): Steps<MonthSums> {
  const rows = yield statement('SELECT * FROM ledger_month');
  return new Map(
    rows.map((row) => [
      JSON.stringify(figuresKey.map((column) => String(row[column]))),
      figuresFrom((name) => Number(row[name])),
    ]),
  );
}

/** The first figure in which two sets of sums differ. */
export function monthsDiffer(
  check: LedgerDifference['check'],
  expected: MonthSums,
  found: MonthSums,
  words: readonly [expected: string, found: string],
): LedgerDifference | undefined {
  for (const key of [...new Set([...expected.keys(), ...found.keys()])].sort()) {
    const name = figureNames.find((one) => (expected.get(key)?.[one] ?? 0) !== (found.get(key)?.[one] ?? 0));
    if (name === undefined) continue;
    const [since = '', tenant = '', provider = '', participantClass = '', media = ''] = JSON.parse(
      key,
    ) as string[];
    const of = [
      `since ${since}`,
      `tenant ${tenant}`,
      provider || 'all providers',
      participantClass || 'consults',
      ...(media === '' ? [] : [`sessions of ${media}`]),
    ];
    const figure = (sums: MonthSums, one: FigureName): number => sums.get(key)?.[one] ?? 0;
    return {
      check,
      where: of.join(', '),
      message: `${words[0]} ${figure(expected, name)} for ${name}, and ${words[1]} ${figure(found, name)}.`,
    };
  }
  return undefined;
}

/** Closing figures and corrections of a closed month, added up. */
export function* closedSums(dialect: Dialect, month: string): Steps<MonthSums> {
  const sums: MonthSums = new Map();
  for (const one of [...(yield* closingFigures(month)), ...(yield* corrections(dialect, { of: month }))]) {
    add(
      sums,
      JSON.stringify([one.since, one.tenant, one.provider, one.participantClass, one.sessionMedia]),
      one.figures,
    );
  }
  return sums;
}

/** One hour as it is kept against what presence gives. */
export function* verifyHour(hour: number): Steps<LedgerDifference | undefined> {
  const kept = yield statement('SELECT * FROM ledger_hour WHERE hour = $1', hour);
  const expected = (yield* usageOfHour(hour)).map((one) => hourValues(one).join(' '));
  const found = kept.map((row) => hourValues(hourFrom(row)).join(' '));
  const differing = [
    ...expected.filter((one) => !found.includes(one)),
    ...found.filter((one) => !expected.includes(one)),
  ].sort(compareBy(String))[0];
  if (differing === undefined && expected.length === found.length) return undefined;
  return {
    check: 'hour',
    where: `the hour from ${new Date(hour * hourLength).toISOString()}`,
    message: `Presence gives ${expected.length} rows and ${found.length} are kept; the first that differs: ${differing ?? 'one is there twice'}.`,
  };
}
