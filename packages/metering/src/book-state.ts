import { monthOf } from './clip-connection.ts';
import { type Dialect, statement, type Steps } from './ledger-work.ts';
import { daysOfMonths } from './rule-dates.ts';

/** How a usage book stands, for those who watch over it. */
export interface BookState {
  /** Whose evidence changed or whose time has come, and which wait for a roll-up. Counted up to 100,000. */
  readonly consultsWaiting: number;
  readonly hoursWaiting: number;
  /**
   * Everything received before this is in the figures, milliseconds since the Unix epoch; undefined before the first time. May be
   * ten seconds too early.
   */
  readonly rolledUpAt: number | undefined;
  /** Connections that are still there, by provider. */
  readonly open: ReadonlyMap<string, number>;
  /** Connections that ended this month (UTC) because nothing was heard of them any more, by provider. */
  readonly closedByLease: ReadonlyMap<string, number>;
  /** Corrections of closed months that are dated in this one, one for each consult and row of figures that changed. */
  readonly corrections: number;
}

const countedUpTo = 100_000;

export function* bookState(now: number): Steps<BookState> {
  const [consults] = yield statement(
    `SELECT count(*) AS count FROM (SELECT 1 FROM ledger_due WHERE due <= $1 LIMIT ${countedUpTo}) AS waiting`,
    now,
  );
  const [hours] = yield statement(
    `SELECT count(*) AS count FROM (SELECT 1 FROM ledger_due_hour LIMIT ${countedUpTo}) AS waiting`,
  );
  const [rolled] = yield statement('SELECT at FROM ledger_rolled_up');
  const open = yield statement(
    `SELECT provider, sum(open_connections) AS count FROM ledger_month WHERE provider <> '' GROUP BY provider`,
  );
  const month = monthOf(now);
  const leased = yield statement(
    `SELECT provider, sum(leased_connections) AS count FROM ledger_month
     WHERE provider <> '' AND since BETWEEN $1 AND $2 GROUP BY provider`,
    ...daysOfMonths(month),
  );
  const [corrected] = yield statement(
    'SELECT count(*) AS count FROM ledger_correction WHERE dated_in = $1',
    month,
  );
  return {
    consultsWaiting: Number(consults?.['count']),
    hoursWaiting: Number(hours?.['count']),
    rolledUpAt: rolled === undefined ? undefined : Number(rolled['at']),
    open: new Map(open.map((row) => [String(row['provider']), Number(row['count'])])),
    closedByLease: new Map(leased.map((row) => [String(row['provider']), Number(row['count'])])),
    corrections: Number(corrected?.['count']),
  };
}

/** A mark that is younger is left as it is: an idle book must not write with every look. */
const freshMilliseconds = 10_000;

/** Says that everything received before then is in the figures, once whoever is at it elsewhere has finished. */
export function* markRolledUp({ ownFigures }: Dialect, at: number): Steps<void> {
  yield statement(ownFigures);
  const [known] = yield statement('SELECT at FROM ledger_rolled_up');
  if (known !== undefined && Number(known['at']) > at - freshMilliseconds) return;
  yield statement(
    `INSERT INTO ledger_rolled_up (one_row, at) VALUES (1, $1)
     ON CONFLICT (one_row) DO UPDATE SET at = excluded.at WHERE ledger_rolled_up.at < excluded.at`,
    at,
  );
}
