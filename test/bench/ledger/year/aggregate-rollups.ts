import type { DuckDBConnection } from '@duckdb/node-api';
import { hourLength, hourPeaks } from './hour-peaks.ts';

type Value = string | number | null;
export type TableRows = readonly (readonly Value[])[];

/** The rows of one of the usage book's tables. */
export interface RolledTable {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: TableRows;
}

/** Both ends of a connection are known to a millisecond. */
const precision = 1;

/** The hours of a table of connections, as the usage book keeps them. */
export async function aggregateHours(
  duckdb: DuckDBConnection,
  table: string,
  period: { readonly from: number; readonly to: number },
): Promise<RolledTable> {
  await duckdb.run(`CREATE OR REPLACE TEMP TABLE room AS
    SELECT tenant, provider, min(started) AS started, max(ended) AS ended, max(started) AS last_start, min(ended) AS first_end,
      count(*) AS connections
    FROM ${table} GROUP BY consult, tenant, provider`);
  const figures = await rowsOf(
    duckdb,
    `WITH cut AS (
      SELECT *, unnest(generate_series(started // ${hourLength}, (ended - 1) // ${hourLength})) AS hour FROM ${table}
    ),
    part AS (
      SELECT hour, tenant, provider, consult, greatest(started, hour * ${hourLength}) AS since,
        least(ended, (hour + 1) * ${hourLength}) AS until,
        CASE WHEN started >= hour * ${hourLength} THEN ${precision} ELSE 0 END
          + CASE WHEN ended <= (hour + 1) * ${hourLength} THEN ${precision} ELSE 0 END AS bound
      FROM cut
    ),
    room AS (
      SELECT hour, tenant, provider, count(*) AS connections, sum(until - since) AS milliseconds, sum(bound) AS bound,
        max(until) - min(since) - CASE WHEN count(*) = 2 THEN min(until) - max(since) ELSE 0 END AS alone
      FROM part GROUP BY hour, tenant, provider, consult
    )
    SELECT hour, coalesce(tenant, ''), coalesce(provider, ''), sum(connections), count(*), sum(milliseconds), sum(bound), sum(alone)
    FROM room GROUP BY GROUPING SETS ((hour, tenant, provider), (hour, tenant), (hour, provider), (hour))`,
  );
  const people = await hourPeaks(duckdb, table, period);
  const rooms = await hourPeaks(duckdb, 'room', period);
  return {
    table: 'ledger_hour',
    columns: [
      'hour',
      'tenant',
      'provider',
      'connections',
      'consults',
      'milliseconds',
      'bound_milliseconds',
      'alone_milliseconds',
      'peak_participants',
      'peak_rooms',
    ],
    rows: figures.map((row) => {
      const of = [Number(row[0]), String(row[1]), String(row[2])] as const;
      return [...row, people(...of), rooms(...of)];
    }),
  };
}

/** Seconds after rounding up each item, to seconds or to minutes. */
const up = (length: string, unit: number): string =>
  `sum((${length} + ${unit * 1000 - 1}) // ${unit * 1000} * ${unit})`;

const timeFigures: readonly (readonly [column: string, sql: string])[] = [
  ['connections', 'count(*)'],
  ['milliseconds', 'sum(length)'],
  ['bound_milliseconds', `count(*) * ${2 * precision}`],
  ['alone_milliseconds', 'sum(alone)'],
  ['second_up', up('length', 1)],
  ['minute_up', up('length', 60)],
  ['company_second_up', up('company', 1)],
  ['company_minute_up', up('company', 60)],
  ['alone_second_up', up('alone', 1)],
  ['alone_minute_up', up('alone', 60)],
  // Everybody has one connection, so that a person's sums are the connection's.
  ['person_milliseconds', 'sum(length)'],
  ['person_alone_milliseconds', 'sum(alone)'],
  ['person_second_up', up('length', 1)],
  ['person_minute_up', up('length', 60)],
  ['person_company_second_up', up('company', 1)],
  ['person_company_minute_up', up('company', 60)],
  ['person_alone_second_up', up('alone', 1)],
  ['person_alone_minute_up', up('alone', 60)],
];

const shortKinds = [
  ['connection', 'length'],
  ['connection-company', 'company'],
  ['participant', 'length'],
  ['participant-company', 'company'],
] as const;

/** The figures of all months, split at the days from which some vendor bills by another rule. */
export async function aggregateMonths(
  duckdb: DuckDBConnection,
  table: string,
  ruleDates: readonly string[],
): Promise<readonly RolledTable[]> {
  await duckdb.run(`
    CREATE OR REPLACE TEMP TABLE day AS
    WITH known AS (
      SELECT number, strftime(epoch_ms(number * 86400000), '%Y-%m-%d') AS name
      FROM (SELECT DISTINCT started // 86400000 AS number FROM ${table})
    )
    SELECT number, coalesce(max(date), any_value(name[:7]) || '-01') AS since
    FROM known LEFT JOIN (SELECT unnest([${ruleDates.map((day) => `'${day}'`).join(', ')}]::VARCHAR[]) AS date)
      ON date[:7] = name[:7] AND date <= name
    GROUP BY number;
    CREATE OR REPLACE TEMP TABLE timed AS
    WITH room AS (
      SELECT consult, max(started) AS last_start, min(ended) AS first_end FROM ${table} GROUP BY consult
    ),
    one AS (
      SELECT since, tenant, provider, place, ended - started AS length,
        greatest(0, last_start - started) + greatest(0, ended - first_end) AS alone
      FROM ${table} JOIN room USING (consult) JOIN day ON day.number = started // 86400000
    )
    SELECT *, length - alone AS company FROM one`);
  const select = `SELECT since, tenant, coalesce(provider, '') AS carrier`;
  const sets = 'GROUPING SETS ((since, tenant, provider), (since, tenant))';
  const times = await rowsOf(
    duckdb,
    `${select}, 'person', '', ${timeFigures.map(([, sql]) => sql).join(', ')} FROM timed GROUP BY ${sets}`,
  );
  const counts = await rowsOf(
    duckdb,
    `${select}, '', '', count(*) FROM timed WHERE place = 0 GROUP BY ${sets}`,
  );
  const shorts = shortKinds.map(
    ([kind, length]) => `
      ${select}, 'person', '', '${kind}', (${length} + 999) // 1000 AS seconds, count(*), sum(${length}) FROM timed
      WHERE ${length} > 0 AND ${length} <= 60000
      GROUP BY GROUPING SETS ((since, tenant, provider, seconds), (since, tenant, seconds))`,
  );
  // Nothing is known of what was carried.
  const key = ['since', 'tenant', 'provider', 'participant_class', 'session_media'];
  const names = timeFigures.map(([name]) => name);
  const zero = ['carried_consults', 'carried_connections', 'open_connections', 'leased_connections'];
  return [
    {
      table: 'ledger_month',
      columns: [...key, ...names, 'consults', ...zero],
      rows: times.map((row) => [...row, 0, ...zero.map(() => 0)]),
    },
    {
      table: 'ledger_month',
      columns: [...key, 'consults', ...names, ...zero],
      rows: counts.map((row) => [...row, ...names.map(() => 0), ...zero.map(() => 0)]),
    },
    {
      table: 'ledger_month_short',
      columns: [...key, 'kind', 'seconds', 'items', 'milliseconds'],
      rows: await rowsOf(duckdb, shorts.join(' UNION ALL ')),
    },
  ];
}

/** Integers of every width as numbers. */
export async function rowsOf(duckdb: DuckDBConnection, sql: string): Promise<TableRows> {
  const reader = await duckdb.runAndReadAll(sql);
  return reader
    .getRows()
    .map((row) => row.map((value) => (typeof value === 'string' || value === null ? value : Number(value))));
}
