import { billableConnections, type WitnessOptions } from './billable-connections.ts';
import { bookFigures } from './book-figures.ts';
import { evidenceFrom } from './evidence-row.ts';
import { foldPresence } from './fold-presence.ts';
import { type Dialect, insertRows, statement, type Steps } from './ledger-work.ts';
import { connectionsFrom, presenceBody } from './presence-body.ts';
import type { BillableConnection, FoldOptions, PresenceInterval } from './presence-interval.ts';
import { type FiguresDay, ruleDatesOf, type SplitAt } from './rule-dates.ts';
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
  const split = yield* ruleDatesOf();
  const known = yield* bookedPresence(consult, split);
  const booking = {
    consult,
    before: known.connections,
    bookedAt: known.bookedAt,
    ruleDates: split.days,
    now: options.now,
  };
  const forgotten = yield statement('SELECT 1 FROM ledger_forgotten WHERE consult = $1', consult);
  if (forgotten.length > 0) {
    // Of what was forgotten only the times are left, which a late fact alone cannot correct.
    const [first] = known.connections;
    if (first === undefined) return true;
    yield* keepPresence(consult, known, known.connections, known.evidenceRows, split);
    yield* bookFigures({ ...booking, tenant: first.tenant, after: known.connections, reasons: [] });
    return true;
  }
  const evidence = (yield statement(dialect.evidenceOfConsult, consult)).map(evidenceFrom);
  const [first] = evidence;
  if (first === undefined) return true;
  const intervals = foldPresence(evidence, options);
  const after = billableConnections(intervals, options);
  const reasons = new Set(evidence.slice(known.evidenceRows).map(({ source, kind }) => `${source} ${kind}`));
  yield* keepPresence(consult, known, after, evidence.length, split);
  yield* bookFigures({ ...booking, tenant: first.tenant, after, reasons: [...reasons].sort() });
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
  readonly bookedAt: readonly FiguresDay[] | undefined;
}

function* bookedPresence(consult: number, { after }: SplitAt): Steps<BookedPresence> {
  const [row] = yield statement(
    'SELECT body, evidence_rows, rule_dates FROM ledger_presence WHERE consult = $1',
    consult,
  );
  const body = row === undefined ? '[]' : String(row['body']);
  const dates = row?.['rule_dates'] ?? undefined;
  return {
    connections: connectionsFrom(body),
    body,
    evidenceRows: Number(row?.['evidence_rows'] ?? 0),
    bookedAt: dates === undefined ? undefined : after(Number(dates)),
  };
}

function* keepPresence(
  consult: number,
  before: BookedPresence,
  after: readonly BillableConnection[],
  evidenceRows: number,
  { days }: SplitAt,
): Steps<void> {
  const body = presenceBody(after);
  yield statement(
    `INSERT INTO ledger_presence (consult, evidence_rows, body, rule_dates) VALUES ($1, $2, $3, $4)
     ON CONFLICT (consult) DO UPDATE SET evidence_rows = excluded.evidence_rows, body = excluded.body,
       rule_dates = excluded.rule_dates`,
    consult,
    evidenceRows,
    body,
    days.length,
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
