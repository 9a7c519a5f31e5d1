import type { ParticipantClass, ProviderId } from '@patchbay/contract';
import { groupBy } from './group-by.ts';
import { statement, type Steps, type WorkRow } from './ledger-work.ts';
import { type Figures, figureNames, figuresFrom } from './usage-figures.ts';
import { hourLength } from './usage-hours.ts';
import type { Usage } from './usage-of.ts';
import type { UsageMonth } from './usage-summary.ts';

/** Sums of seconds after rounding each item up. */
export interface RoundedSeconds {
  readonly secondUp: number;
  readonly minuteUp: number;
  /** The same of the time in company only. */
  readonly companySecondUp: number;
  readonly companyMinuteUp: number;
}

/** What a billing rule needs of one class of participants, without the connections. */
export interface BillableSums {
  readonly participantClass: ParticipantClass;
  readonly connections: number;
  /** Exact. */
  readonly seconds: number;
  readonly aloneSeconds: number;
  readonly perConnection: RoundedSeconds;
  /** Each person's connections in one consult added up before rounding. */
  readonly perParticipant: RoundedSeconds;
}

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
}

interface MonthFigures {
  readonly month: UsageMonth;
  readonly provider: string;
  readonly participantClass: string;
  readonly figures: Figures;
}

interface Peaks {
  readonly month: UsageMonth;
  readonly provider: string;
  readonly participants: number;
  readonly rooms: number;
}

/** Of whole months, in order. Reads a row per month, tenant, provider and class, and one per hour: no evidence. */
export function* rolledUsage(months: readonly UsageMonth[], tenant: string | undefined): Steps<RolledUsage> {
  const sums = figureNames.map((name) => `sum(${name}) AS ${name}`);
  const found = yield statement(
    `SELECT month, provider, participant_class, ${sums.join(', ')} FROM ledger_month
     WHERE month >= $1 AND month <= $2 AND tenant = coalesce($3, tenant)
     GROUP BY month, provider, participant_class ORDER BY month, provider, participant_class`,
    months[0] ?? '',
    months.at(-1) ?? '',
    tenant ?? null,
  );
  const rows = found.map(monthFigures);
  const peaks: Peaks[] = [];
  for (const month of months) {
    const { from, to } = monthHours(month);
    const ofMonth = yield statement(
      `SELECT provider, max(peak_participants) AS participants, max(peak_rooms) AS rooms FROM ledger_hour
       WHERE tenant = $1 AND hour >= $2 AND hour < $3 GROUP BY provider`,
      tenant ?? '',
      from,
      to,
    );
    for (const row of ofMonth) {
      const [provider, participants, rooms] = [row['provider'], row['participants'], row['rooms']];
      peaks.push({
        month,
        provider: String(provider),
        participants: Number(participants),
        rooms: Number(rooms),
      });
    }
  }
  return usageFrom(rows, peaks);
}

function usageFrom(rows: readonly MonthFigures[], peaks: readonly Peaks[]): RolledUsage {
  const usage = (provider: string, month?: UsageMonth): Usage =>
    usageOfFigures(
      rows.filter((row) => month === undefined || row.month === month),
      peaks.filter((peak) => (month === undefined || peak.month === month) && peak.provider === provider),
      provider,
    );
  const present = rows.filter(({ figures }) => figures.connections > 0);
  const unique = (values: readonly string[]): readonly string[] => [...new Set(values)].sort();
  return {
    total: usage(''),
    byProvider: new Map(
      unique(present.map(({ provider }) => provider)).map((provider) => [provider, usage(provider)]),
    ),
    byMonth: new Map(unique(present.map(({ month }) => month)).map((month) => [month, usage('', month)])),
    summaries: groupBy(present, ({ month, provider }) => [month, provider]).map((of) => {
      const [{ month, provider }] = of;
      return { month, provider, usage: usage(provider, month), sums: of.map(billableSums) };
    }),
  };
}

/** An empty provider: of all. */
function usageOfFigures(rows: readonly MonthFigures[], peaks: readonly Peaks[], provider: string): Usage {
  const first = rows[0]?.month;
  const sum = (of: readonly MonthFigures[], pick: (row: MonthFigures) => number): number =>
    of.reduce((total, row) => total + pick(row), 0);
  // What was there in the month before is counted there, unless that lies outside.
  const once = (
    row: MonthFigures,
    all: 'consults' | 'connections',
    carried: 'carried_consults' | 'carried_connections',
  ) => row.figures[all] - (row.month === first ? 0 : row.figures[carried]);
  const times = rows.filter((row) => row.participantClass !== '' && [row.provider, ''].includes(provider));
  const counts = rows.filter((row) => row.participantClass === '' && row.provider === provider);
  const milliseconds = sum(times, ({ figures }) => figures.milliseconds);
  return {
    participantSeconds: milliseconds / 1000,
    participantMinutes: milliseconds / 60_000,
    errorBoundSeconds: sum(times, ({ figures }) => figures.bound_milliseconds) / 1000,
    connections: sum(times, (row) => once(row, 'connections', 'carried_connections')),
    consults: sum(counts, (row) => once(row, 'consults', 'carried_consults')),
    peakConcurrentParticipants: Math.max(0, ...peaks.map(({ participants }) => participants)),
    peakConcurrentRooms: Math.max(0, ...peaks.map(({ rooms }) => rooms)),
  };
}

function billableSums({ participantClass, figures }: MonthFigures): BillableSums {
  return {
    participantClass: participantClass as ParticipantClass,
    connections: figures.connections,
    seconds: figures.milliseconds / 1000,
    aloneSeconds: figures.alone_milliseconds / 1000,
    perConnection: {
      secondUp: figures.second_up,
      minuteUp: figures.minute_up,
      companySecondUp: figures.company_second_up,
      companyMinuteUp: figures.company_minute_up,
    },
    perParticipant: {
      secondUp: figures.person_second_up,
      minuteUp: figures.person_minute_up,
      companySecondUp: figures.person_company_second_up,
      companyMinuteUp: figures.person_company_minute_up,
    },
  };
}

const monthFigures = (row: WorkRow): MonthFigures => ({
  month: String(row['month']),
  provider: String(row['provider']),
  participantClass: String(row['participant_class']),
  figures: figuresFrom((name) => Number(row[name])),
});

function monthHours(month: UsageMonth): { readonly from: number; readonly to: number } {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return { from: Date.UTC(year, number - 1) / hourLength, to: Date.UTC(year, number) / hourLength };
}
