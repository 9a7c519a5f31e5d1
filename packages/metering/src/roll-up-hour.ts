import { type Dialect, insertRows, statement, type Steps } from './ledger-work.ts';
import { connectionsFrom } from './presence-body.ts';
import { hourColumns, hourValues } from './hour-row.ts';
import { usageHours } from './usage-hours.ts';

/** Computes one hour whose consults have changed anew, from their presence. False when none has. */
export function* rollUpHour(dialect: Dialect): Steps<boolean> {
  const [claimed] = yield statement(
    `DELETE FROM ledger_due_hour WHERE hour =
       (SELECT hour FROM ledger_due_hour ORDER BY hour LIMIT 1 ${dialect.claiming}) RETURNING hour`,
  );
  if (claimed === undefined) return false;
  const hour = Number(claimed['hour']);
  const presence = yield statement(
    `SELECT body FROM ledger_presence_hour JOIN ledger_presence
       ON ledger_presence.consult = ledger_presence_hour.consult WHERE hour = $1`,
    hour,
  );
  const connections = presence.flatMap(({ body }) => connectionsFrom(String(body)));
  yield statement('DELETE FROM ledger_hour WHERE hour = $1', hour);
  yield* insertRows('ledger_hour', hourColumns, usageHours(hour, connections).map(hourValues));
  return true;
}
