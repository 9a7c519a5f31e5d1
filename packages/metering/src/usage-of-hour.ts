import { statement, type Steps } from './ledger-work.ts';
import { connectionsFrom } from './presence-body.ts';
import { type UsageHour, usageHours } from './usage-hours.ts';

/** One hour anew, from the presence of the consults that were there in it. */
export function* usageOfHour(hour: number): Steps<readonly UsageHour[]> {
  const presence = yield statement(
    `SELECT body FROM ledger_presence_hour JOIN ledger_presence
       ON ledger_presence.consult = ledger_presence_hour.consult WHERE hour = $1`,
    hour,
  );
  return usageHours(
    hour,
    presence.flatMap(({ body }) => connectionsFrom(String(body))),
  );
}
