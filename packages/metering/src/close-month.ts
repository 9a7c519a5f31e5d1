import type { ConsultId, ParticipantClass, ProviderId } from '@patchbay/contract';
import { type Dialect, insertRows, statement, type Steps } from './ledger-work.ts';
import { type Figures, figureNames, figuresFrom } from './usage-figures.ts';
import type { UsageMonth } from './usage-summary.ts';

/** What a closed month came to, for one tenant. An empty class: the row that counts consults; an empty provider: of all. */
export interface ClosingFigures {
  readonly month: UsageMonth;
  readonly tenant: string;
  readonly provider: ProviderId;
  readonly participantClass: ParticipantClass | '';
  readonly figures: Figures;
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

/** False when it was closed before. */
export function* closeMonth(dialect: Dialect, month: UsageMonth, now: number): Steps<boolean> {
  yield statement(dialect.ownFigures);
  const fresh = yield statement(
    'INSERT INTO ledger_closed (month, closed_at) VALUES ($1, $2) ON CONFLICT (month) DO NOTHING RETURNING month',
    month,
    now,
  );
  if (fresh.length === 0) return false;
  const rows = yield statement('SELECT * FROM ledger_month WHERE month = $1', month);
  yield* insertRows(
    'ledger_closing',
    ['month', 'tenant', 'provider', 'participant_class', 'figures'],
    rows.map((row) => [
      month,
      String(row['tenant']),
      String(row['provider']),
      String(row['participant_class']),
      JSON.stringify(figuresFrom((name) => Number(row[name]))),
    ]),
  );
  return true;
}

export function* closingFigures(month: UsageMonth): Steps<readonly ClosingFigures[]> {
  const rows = yield statement(
    'SELECT * FROM ledger_closing WHERE month = $1 ORDER BY tenant, provider, participant_class',
    month,
  );
  return rows.map(figuresRow);
}

export interface CorrectionQuestion {
  /** The closed month that they change. */
  readonly of?: UsageMonth;
  /** The month in which they are accounted for. */
  readonly datedIn?: UsageMonth;
}

export function* corrections(
  { consults }: Dialect,
  { of, datedIn }: CorrectionQuestion,
): Steps<readonly Correction[]> {
  const rows = yield statement(
    `SELECT ledger_correction.*, consult_id FROM ledger_correction JOIN ${consults} AS one ON one.number = consult
     WHERE ledger_correction.month = coalesce($1, ledger_correction.month) AND dated_in = coalesce($2, dated_in)
     ORDER BY made_at, ledger_correction.month, consult_id, provider, participant_class`,
    of ?? null,
    datedIn ?? null,
  );
  return rows.map((row) => ({
    ...figuresRow(row),
    datedIn: String(row['dated_in']),
    madeAt: Number(row['made_at']),
    consultId: String(row['consult_id']),
    reasons: JSON.parse(String(row['reasons'])) as string[],
  }));
}

function figuresRow(row: Readonly<Record<string, unknown>>): ClosingFigures {
  const figures = JSON.parse(String(row['figures'])) as Figures;
  return {
    month: String(row['month']),
    tenant: String(row['tenant']),
    provider: String(row['provider']),
    participantClass: String(row['participant_class']) as ClosingFigures['participantClass'],
    figures: Object.fromEntries(figureNames.map((name) => [name, figures[name]])) as Record<
      keyof Figures,
      number
    >,
  };
}
