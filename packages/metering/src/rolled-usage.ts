import type { ProviderId } from '@patchbay/contract';
import { type BillableSums, billableSums } from './billable-sums.ts';
import { addCarried } from './carried-sums.ts';
import { carriedUsage } from './carried-usage.ts';
import { groupBy } from './group-by.ts';
import { statement, type Steps, type WorkRow } from './ledger-work.ts';
import { daysOfMonths, type FiguresDay, ruleDatesOf } from './rule-dates.ts';
import type { ShortItems } from './short-items.ts';
import { shortItemsOf } from './short-rows.ts';
import { type Figures, figureNames, figuresFrom, type SessionMedia } from './usage-figures.ts';
import { hourLength } from './hour-length.ts';
import { monthPeriod } from './usage-months.ts';
import type { Usage } from './usage-of.ts';
import type { UsageMonth } from './usage-summary.ts';

/** What one provider carried in one month. */
export interface RolledSummary {
  readonly month: UsageMonth;
  readonly provider: ProviderId;
  readonly usage: Usage;
  readonly sums: readonly BillableSums[];
}

export interface RolledUsage {
  /** Its error bound is the sum of the months' bounds. A consult that is away for a whole month counts again afterwards. */
  readonly total: Usage;
  readonly byProvider: ReadonlyMap<ProviderId, Usage>;
  readonly byMonth: ReadonlyMap<UsageMonth, Usage>;
  /** Sorted by month, then provider. */
  readonly summaries: readonly RolledSummary[];
  /** Every month as if one provider, without a name, had carried it all; in order. */
  readonly together: readonly RolledSummary[];
  /** The days at which the sums are split besides the first of each month. */
  readonly splitAt: readonly FiguresDay[];
}

interface MonthFigures {
  readonly since: FiguresDay;
  readonly month: UsageMonth;
  /** Empty in the figures of all. */
  readonly provider: string;
  readonly participantClass: string;
  readonly sessionMedia: SessionMedia;
  readonly figures: Figures;
  readonly shorts: readonly ShortItems[];
}

interface Peaks {
  readonly month: UsageMonth;
  readonly provider: string;
  readonly participants: number;
  readonly rooms: number;
}

const figureSums = figureNames.map((name) => `sum(${name}) AS ${name}`).join(', ');
const peakSums = 'max(peak_participants) AS participants, max(peak_rooms) AS rooms';

/** Of whole months, in order. Reads a row per month, tenant, provider and class, and one per hour: no evidence. */
export function* rolledUsage(months: readonly UsageMonth[], tenant: string | undefined): Steps<RolledUsage> {
  const days = daysOfMonths(months[0] ?? '', months.at(-1));
  const where = 'since BETWEEN $1 AND $2 AND tenant = coalesce($3, tenant)';
  const columns = 'since, provider, participant_class, session_media';
  const values = [...days, tenant ?? null];
  const found = yield statement(
    `SELECT ${columns}, ${figureSums} FROM ledger_month WHERE ${where} GROUP BY ${columns} ORDER BY ${columns}`,
    ...values,
  );
  const shorts = yield* shortItemsOf(columns, where, values);
  const rows = found.map((row) => monthFigures(row, shorts));
  const peaks: Peaks[] = [];
  for (const month of months) {
    const ofMonth = yield statement(
      `SELECT provider, ${peakSums} FROM ledger_hour
       WHERE tenant = $1 AND hour >= $2 AND hour < $3 GROUP BY provider`,
      tenant ?? '',
      ...hoursOfMonth(month),
    );
    for (const row of ofMonth) peaks.push(peaksFrom(row, month));
  }
  const { days: splitAt } = yield* ruleDatesOf();
  return { ...usageFrom(rows, peaks), splitAt };
}

/** Of each tenant that has any, in order. */
export function* usageOfTenants(months: readonly UsageMonth[]): Steps<ReadonlyMap<string, Usage>> {
  const [first = '', last = ''] = [months[0], months.at(-1)];
  const found = yield statement(
    `SELECT tenant, substr(since, 1, 7) AS since, provider, participant_class, ${figureSums} FROM ledger_month
     WHERE since BETWEEN $1 AND $2 AND provider = ''
     GROUP BY tenant, substr(since, 1, 7), provider, participant_class ORDER BY tenant`,
    ...daysOfMonths(first, last),
  );
  // From tenant to tenant: a scan of all hours, of every tenant and provider, takes six times as long.
  const peaks = yield statement(
    `SELECT one.tenant AS tenant, '' AS provider, ${peakSums}
     FROM (SELECT DISTINCT tenant FROM ledger_month WHERE since BETWEEN $1 AND $2) AS one CROSS JOIN ledger_hour AS hours
     WHERE hours.tenant = one.tenant AND hours.provider = '' AND hour >= $3 AND hour < $4 GROUP BY one.tenant`,
    ...daysOfMonths(first, last),
    hoursOfMonth(first)[0],
    hoursOfMonth(last)[1],
  );
  const rows = groupBy(found, ({ tenant }) => [String(tenant)]);
  const peaksOf = new Map(peaks.map((row) => [String(row['tenant']), peaksFrom(row, first)]));
  return new Map(
    rows.map((of) => {
      const tenant = String(of[0]['tenant']);
      const own = peaksOf.get(tenant);
      return [
        tenant,
        usageOfFigures(
          of.map((row) => monthFigures(row, new Map())),
          own === undefined ? [] : [own],
          '',
          first,
        ),
      ];
    }),
  );
}

function usageFrom(rows: readonly MonthFigures[], peaks: readonly Peaks[]): Omit<RolledUsage, 'splitAt'> {
  const first = rows[0]?.month;
  const usage = (provider: string, month?: UsageMonth): Usage =>
    usageOfFigures(
      rows.filter((row) => month === undefined || row.month === month),
      peaks.filter((peak) => month === undefined || peak.month === month),
      provider,
      month ?? first,
    );
  const present = rows.filter(({ figures }) => figures.connections > 0);
  const possible = rows.filter(({ figures }) => figures.connections > 0 || figures.bound_milliseconds > 0);
  const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
  const summaries = groupBy(present, ({ month, provider }) => [month, provider]).map((of) => {
    const [{ month, provider }] = of;
    return { month, provider, usage: usage(provider, month), sums: of.map(billableSums) };
  });
  return {
    total: usage(''),
    byProvider: new Map(
      unique(present.map(({ provider }) => provider))
        .filter((provider) => provider !== '')
        .map((provider) => [provider, usage(provider)]),
    ),
    byMonth: new Map(unique(possible.map(({ month }) => month)).map((month) => [month, usage('', month)])),
    summaries: summaries.filter(({ provider }) => provider !== ''),
    together: summaries.filter(({ provider }) => provider === ''),
  };
}

/** An empty provider: of all. */
function usageOfFigures(
  rows: readonly MonthFigures[],
  peaks: readonly Peaks[],
  provider: string,
  first: UsageMonth | undefined,
): Usage {
  const sum = (of: readonly MonthFigures[], pick: (row: MonthFigures) => number): number =>
    of.reduce((total, row) => total + pick(row), 0);
  // What was there in the month before is counted there, unless that lies outside.
  const once = (
    row: MonthFigures,
    all: 'consults' | 'connections',
    carried: 'carried_consults' | 'carried_connections',
  ) => row.figures[all] - (row.month === first ? 0 : row.figures[carried]);
  const own = rows.filter((row) => row.provider === provider);
  const times = own.filter(({ participantClass }) => participantClass !== '');
  const counts = own.filter(({ participantClass }) => participantClass === '');
  const ownPeaks = peaks.filter((peak) => peak.provider === provider);
  const milliseconds = sum(times, ({ figures }) => figures.milliseconds);
  return {
    participantSeconds: milliseconds / 1000,
    participantMinutes: milliseconds / 60_000,
    errorBoundSeconds: sum(own, ({ figures }) => figures.bound_milliseconds) / 1000,
    connections: sum(times, (row) => once(row, 'connections', 'carried_connections')),
    consults: sum(counts, (row) => once(row, 'consults', 'carried_consults')),
    peakConcurrentParticipants: Math.max(0, ...ownPeaks.map(({ participants }) => participants)),
    peakConcurrentRooms: Math.max(0, ...ownPeaks.map(({ rooms }) => rooms)),
    carried: carriedUsage(addCarried(times.map(({ figures }) => figures)), milliseconds),
  };
}

function monthFigures(row: WorkRow, shorts: ReadonlyMap<string, readonly ShortItems[]>): MonthFigures {
  const key = [row['since'], row['provider'], row['participant_class'], row['session_media'] ?? ''].map(
    String,
  );
  const [since = '', provider = '', participantClass = '', media = ''] = key;
  return {
    since,
    month: since.slice(0, 7),
    provider,
    participantClass,
    sessionMedia: media as SessionMedia,
    figures: figuresFrom((name) => Number(row[name])),
    shorts: shorts.get(JSON.stringify(key)) ?? [],
  };
}

const peaksFrom = (row: WorkRow, month: UsageMonth): Peaks => ({
  month,
  provider: String(row['provider']),
  participants: Number(row['participants']),
  rooms: Number(row['rooms']),
});

/** Counted from the Unix epoch. */
function hoursOfMonth(month: UsageMonth): readonly [number, number] {
  const { from, to } = monthPeriod(month);
  return [from / hourLength, to / hourLength];
}
