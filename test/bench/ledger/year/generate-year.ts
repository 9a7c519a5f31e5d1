import type { DuckDBConnection } from '@duckdb/node-api';

export const year = { from: Date.UTC(2026, 0), to: Date.UTC(2027, 0), first: '2026-01', last: '2026-12' };

/** Who carries the consults: vendors with bills by the minute. */
export const yearProviders = ['twilio', 'vonage', 'daily'] as const;

const hourLength = 3_600_000;
const days = (year.to - year.from) / (24 * hourLength);
/** An instant on the hour is moved by a millisecond, so that no connection ends where an hour begins. */
const offTheHour = (at: string): string =>
  `(${at}) + CASE WHEN (${at}) % ${hourLength} = 0 THEN 1 ELSE 0 END`;

/**
 * Fills `connection`: so many consults of two people over a year, by hashes of their number: mostly in office hours, of five to
 * 45 minutes, one in fifty of under a minute. Nobody's consult reaches over midnight. Both are there together for most of it.
 */
export async function generateYear(
  duckdb: DuckDBConnection,
  { consults, tenants }: { readonly consults: number; readonly tenants: number },
): Promise<void> {
  const part = (name: string, most: number): string => `(hash(number, '${name}') % ${most})::BIGINT`;
  const provider = `[${yearProviders.map((name) => `'${name}'`).join(', ')}]`;
  await duckdb.run(`
    CREATE TABLE connection AS
    WITH consult AS (
      SELECT number,
        'tenant-' || ${part('tenant', tenants)} AS tenant,
        ${provider}[CASE WHEN ${part('provider', 10)} < 5 THEN 1 WHEN ${part('provider', 10)} < 8 THEN 2 ELSE 3 END] AS provider,
        ${year.from} + (${part('day', days)} * 24 + CASE WHEN ${part('office', 10)} < 9 THEN 8 + ${part('hour', 10)} ELSE ${part('hour', 23)} END) * ${hourLength}
          + ${part('begin', hourLength)} AS begins,
        ${part('short', 50)} = 0 AS short,
        CASE WHEN ${part('short', 50)} = 0 THEN 10000 + ${part('length', 49_000)} ELSE 300000 + ${part('length', 2_400_000)} END AS length,
        ${part('late', 60_000)} AS late,
        ${part('after', 20_000)} - 10000 AS after
      FROM generate_series(0, ${consults - 1}) AS one (number)
    ),
    person AS (
      SELECT *, 0 AS place, begins AS started, begins + length AS ended FROM consult
      UNION ALL
      SELECT *, 1 AS place, begins + CASE WHEN short THEN late % 4000 ELSE late END AS started,
        begins + length + CASE WHEN short THEN after % 4000 ELSE after END AS ended FROM consult
    )
    SELECT number AS consult, place, tenant, provider, 'person' AS participant_class,
      md5(number || '-' || place) AS person, ${offTheHour('started')} AS started, ${offTheHour('ended')} AS ended
    FROM person`);
}
