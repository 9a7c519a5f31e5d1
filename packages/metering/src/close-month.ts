import type { ConsultId, ParticipantClass, ProviderId } from '@patchbay/contract';
import { type Dialect, insertRows, statement, type Steps, type WorkRow } from './ledger-work.ts';
import { daysOfMonths, type FiguresDay } from './rule-dates.ts';
import type { ShortItems } from './short-items.ts';
import { shortItemsOf } from './short-rows.ts';
import { type Figures, figuresFrom, type SessionMedia } from './usage-figures.ts';
import type { UsageMonth } from './usage-summary.ts';

/**
 * What a closed month came to, for one tenant, of the connections since a day. An empty class: the row that counts consults; an
 * empty provider: of all, as if one had carried it.
 */
export interface ClosingFigures {
  readonly month: UsageMonth;
  readonly since: FiguresDay;
  readonly tenant: string;
  readonly provider: ProviderId;
  readonly participantClass: ParticipantClass | '';
  readonly sessionMedia: SessionMedia;
  readonly figures: Figures;
  readonly shorts: readonly ShortItems[];
}

/** By how much a closed month was wrong, as it turned out; its figures stay as they are. */
export interface Correction extends ClosingFigures {
  /** The open month in which this is to be accounted for. */
  readonly datedIn: UsageMonth;
  /** Milliseconds since the Unix epoch. */
  readonly madeAt: number;
  readonly consultId: ConsultId;
  /** The new evidence, `<source> <kind>`, sorted; empty where only time had passed. */
  readonly reasons: readonly string[];
}

/** What tells the rows of a month’s figures apart. */
export const figuresKey = ['since', 'tenant', 'provider', 'participant_class', 'session_media'];

/** False when it was closed before. */
export function* closeMonth(dialect: Dialect, month: UsageMonth, now: number): Steps<boolean> {
  yield statement(dialect.ownFigures);
  const fresh = yield statement(
    'INSERT INTO ledger_closed (month, closed_at) VALUES ($1, $2) ON CONFLICT (month) DO NOTHING RETURNING month',
    month,
    now,
  );
  if (fresh.length === 0) return false;
  const days = daysOfMonths(month);
  const rows = yield statement('SELECT * FROM ledger_month WHERE since BETWEEN $1 AND $2', ...days);
  const shorts = yield* shortItemsOf(figuresKey.join(', '), 'since BETWEEN $1 AND $2', days);
  yield* insertRows(
    'ledger_closing',
    [...figuresKey, 'figures', 'shorts'],
    rows.map((row) => {
      const key = figuresKey.map((column) => String(row[column]));
      return [
        ...key,
        JSON.stringify(figuresFrom((name) => Number(row[name]))),
        JSON.stringify(shorts.get(JSON.stringify(key)) ?? []),
      ];
    }),
  );
  return true;
}

export function* closingFigures(month: UsageMonth): Steps<readonly ClosingFigures[]> {
  const rows = yield statement(
    `SELECT * FROM ledger_closing WHERE since BETWEEN $1 AND $2
     ORDER BY tenant, provider, participant_class, session_media, since`,
    ...daysOfMonths(month),
  );
  return rows.map(figuresRow);
}

/** When each closed month was closed, milliseconds since the Unix epoch; in order. */
export function* closedMonths(): Steps<ReadonlyMap<UsageMonth, number>> {
  const rows = yield statement('SELECT month, closed_at FROM ledger_closed ORDER BY month');
  return new Map(rows.map((row) => [String(row['month']), Number(row['closed_at'])]));
}

/** Months that have figures and are not closed, in order. */
export function* openMonths(): Steps<readonly UsageMonth[]> {
  const rows = yield statement(
    `SELECT month FROM (SELECT DISTINCT substr(since, 1, 7) AS month FROM ledger_month) AS figured
     WHERE month NOT IN (SELECT month FROM ledger_closed) ORDER BY month`,
  );
  return rows.map(({ month }) => String(month));
}

export interface CorrectionQuestion {
  /** The closed month that they change. */
  readonly of?: UsageMonth;
  /** The month in which they are accounted for. */
  readonly datedIn?: UsageMonth;
  /** Everybody's when undefined. */
  readonly tenant?: string | undefined;
}

export function* corrections(
  { consults }: Dialect,
  { of, datedIn, tenant }: CorrectionQuestion,
): Steps<readonly Correction[]> {
  const rows = yield statement(
    `SELECT ledger_correction.*, consult_id FROM ledger_correction JOIN ${consults} AS one ON one.number = consult
     WHERE ledger_correction.month = coalesce($1, ledger_correction.month) AND dated_in = coalesce($2, dated_in)
       AND ledger_correction.tenant = coalesce($3, ledger_correction.tenant)
     ORDER BY made_at, ledger_correction.month, consult_id, provider, participant_class, session_media, since`,
    of ?? null,
    datedIn ?? null,
    tenant ?? null,
  );
  return rows.map((row) => ({
    ...figuresRow(row),
    datedIn: String(row['dated_in']),
    madeAt: Number(row['made_at']),
    consultId: String(row['consult_id']),
    reasons: JSON.parse(String(row['reasons'])) as string[],
  }));
}

function figuresRow(row: WorkRow): ClosingFigures {
  // What was closed by an earlier version lacks the names that came later.
  const figures = JSON.parse(String(row['figures'])) as Partial<Figures>;
  const since = String(row['since']);
  return {
    month: since.slice(0, 7),
    since,
    tenant: String(row['tenant']),
    provider: String(row['provider']),
    participantClass: String(row['participant_class']) as ClosingFigures['participantClass'],
    sessionMedia: String(row['session_media']) as SessionMedia,
    figures: figuresFrom((name) => figures[name] ?? 0),
    shorts: JSON.parse(String(row['shorts'])) as ShortItems[],
  };
}
