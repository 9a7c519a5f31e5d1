import { billableConnections, type WitnessOptions } from './billable-connections.ts';
import { monthOf } from './clip-connection.ts';
import { evidenceFrom } from './evidence-row.ts';
import { foldPresence } from './fold-presence.ts';
import { type Dialect, insertRows, statement, type Steps } from './ledger-work.ts';
import type { BillableConnection, FoldOptions, PresenceInterval } from './presence-interval.ts';
import { type Figures, figureChanges, figureNames, figuresOf, type FiguresKey } from './usage-figures.ts';
import { hoursOf } from './usage-hours.ts';

export interface RollUpOptions extends FoldOptions, WitnessOptions {
  /** How long until a consult that is not over is folded anew, although nothing new is known. */
  readonly refreshSeconds: number;
}

/**
 * Folds the consult that has waited longest anew, and books what has changed. False when none waits. One transaction: after a
 * crash the consult waits as before.
 */
export function* rollUpConsult(dialect: Dialect, options: RollUpOptions): Steps<boolean> {
  yield statement(dialect.shareFigures);
  const [claimed] = yield statement(
    `DELETE FROM ledger_due WHERE consult =
       (SELECT consult FROM ledger_due WHERE due <= $1 ORDER BY due, consult LIMIT 1 ${dialect.claiming}) RETURNING consult`,
    options.now,
  );
  if (claimed === undefined) return false;
  const consult = Number(claimed['consult']);
  const forgotten = yield statement('SELECT 1 FROM ledger_forgotten WHERE consult = $1', consult);
  // Of what was forgotten only the figures are left, which a late fact alone cannot correct.
  if (forgotten.length > 0) return true;
  const evidence = (yield statement(dialect.evidenceOfConsult, consult)).map(evidenceFrom);
  const [first] = evidence;
  if (first === undefined) return true;
  const intervals = foldPresence(evidence, options);
  const after = billableConnections(intervals, options);
  const known = yield* bookedPresence(consult);
  yield* keepPresence(consult, known, after, evidence.length);
  const reasons = new Set(evidence.slice(known.evidenceRows).map(({ source, kind }) => `${source} ${kind}`));
  const changes = figureChanges(figuresOf(known.connections), figuresOf(after));
  for (const { key, figures } of changes.values()) {
    yield* addFigures(first.tenant, key, figures);
    yield* correct(
      { consult, tenant: first.tenant, reasons: [...reasons].sort() },
      key,
      figures,
      options.now,
    );
  }
  if (!intervals.every((interval) => isSettled(interval, options.now))) {
    const due = options.now + Math.max(1, options.refreshSeconds * 1000);
    yield statement('INSERT INTO ledger_due (consult, due) VALUES ($1, $2)', consult, due);
  }
  return true;
}

/** Whether time alone can change nothing more. */
const isSettled = ({ witness, endBasis, endRange }: PresenceInterval, now: number): boolean =>
  endBasis !== 'open' && (witness === 'heartbeat' || endBasis !== 'lease' || endRange.latest < now);

interface BookedPresence {
  readonly connections: readonly BillableConnection[];
  readonly body: string;
  readonly evidenceRows: number;
}

function* bookedPresence(consult: number): Steps<BookedPresence> {
  const [row] = yield statement(
    'SELECT body, evidence_rows FROM ledger_presence WHERE consult = $1',
    consult,
  );
  const body = row === undefined ? '[]' : String(row['body']);
  return { connections: connectionsFrom(body), body, evidenceRows: Number(row?.['evidence_rows'] ?? 0) };
}

/** What JSON leaves out is undefined again. */
export const connectionsFrom = (body: string): readonly BillableConnection[] =>
  (JSON.parse(body) as BillableConnection[]).map((one) => ({ ...one, person: one.person }));

function* keepPresence(
  consult: number,
  before: BookedPresence,
  after: readonly BillableConnection[],
  evidenceRows: number,
): Steps<void> {
  const body = JSON.stringify(after);
  yield statement(
    `INSERT INTO ledger_presence (consult, evidence_rows, body) VALUES ($1, $2, $3)
     ON CONFLICT (consult) DO UPDATE SET evidence_rows = excluded.evidence_rows, body = excluded.body`,
    consult,
    evidenceRows,
    body,
  );
  if (body === before.body) return;
  const hours = hoursOf(after);
  yield statement('DELETE FROM ledger_presence_hour WHERE consult = $1', consult);
  yield* insertRows(
    'ledger_presence_hour',
    ['hour', 'consult'],
    hours.map((hour) => [hour, consult]),
  );
  // In order, so that two instances wait for each other, and never both. Waits for whoever is computing the hour just now.
  const touched = [...new Set([...hoursOf(before.connections), ...hours])].sort((a, b) => a - b);
  yield* insertRows(
    'ledger_due_hour',
    ['hour'],
    touched.map((hour) => [hour]),
    'ON CONFLICT (hour) DO UPDATE SET hour = excluded.hour',
  );
}

function* addFigures(tenant: string, key: FiguresKey, figures: Figures): Steps<void> {
  const sums = figureNames.map((name) => `${name} = ledger_month.${name} + excluded.${name}`);
  yield* insertRows(
    'ledger_month',
    ['month', 'tenant', 'provider', 'participant_class', ...figureNames],
    [[key.month, tenant, key.provider, key.participantClass, ...figureNames.map((name) => figures[name])]],
    `ON CONFLICT (month, tenant, provider, participant_class) DO UPDATE SET ${sums.join(', ')}`,
  );
}

interface Cause {
  readonly consult: number;
  readonly tenant: string;
  readonly reasons: readonly string[];
}

/** A closed month's own figures never change: the difference is written down, dated now. */
function* correct(
  { consult, tenant, reasons }: Cause,
  { month, provider, participantClass }: FiguresKey,
  figures: Figures,
  now: number,
): Steps<void> {
  const closed = yield statement('SELECT 1 FROM ledger_closed WHERE month = $1', month);
  if (closed.length === 0) return;
  yield* insertRows(
    'ledger_correction',
    [
      'month',
      'dated_in',
      'made_at',
      'tenant',
      'provider',
      'participant_class',
      'consult',
      'reasons',
      'figures',
    ],
    [
      [
        month,
        monthOf(now),
        now,
        tenant,
        provider,
        participantClass,
        consult,
        JSON.stringify(reasons),
        JSON.stringify(figures),
      ],
    ],
  );
}
