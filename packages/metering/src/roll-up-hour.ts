import { type Dialect, insertRows, statement, type Steps } from './ledger-work.ts';
import { hourColumns, hourValues } from './hour-row.ts';
import { usageOfHour } from './usage-of-hour.ts';

/** Computes one hour whose consults have changed anew, from their presence. False when none has. */
export function* rollUpHour(dialect: Dialect): Steps<boolean> {
  const [claimed] = yield statement(
    `DELETE FROM ledger_due_hour WHERE hour =
       (SELECT hour FROM ledger_due_hour ORDER BY hour LIMIT 1 ${dialect.claiming}) RETURNING hour`,
  );
  if (claimed === undefined) return false;
  const hour = Number(claimed['hour']);
  const rows = yield* usageOfHour(hour);
  yield statement('DELETE FROM ledger_hour WHERE hour = $1', hour);
  yield* insertRows('ledger_hour', hourColumns, rows.map(hourValues));
  return true;
}
