import type { UsagePeriod } from './clip-connection.ts';
import { statement, type Steps } from './ledger-work.ts';
import { hourLength } from './hour-length.ts';
import { hourFrom } from './hour-row.ts';
import type { UsageHour } from './usage-hours.ts';

/** The hours of one tenant, or of all tenants together, that begin in the period. */
export function* usageHoursBetween(
  { from, to }: UsagePeriod,
  tenant: string | undefined,
): Steps<readonly UsageHour[]> {
  const rows = yield statement(
    'SELECT * FROM ledger_hour WHERE tenant = $1 AND hour >= $2 AND hour < $3 ORDER BY hour, provider',
    tenant ?? '',
    Math.ceil(from / hourLength),
    Math.ceil(to / hourLength),
  );
  return rows.map(hourFrom);
}
