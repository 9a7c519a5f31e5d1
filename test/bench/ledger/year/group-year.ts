// A process of its own, so that its memory is its own: the year's figures by DuckDB from the raw connections.
import { DuckDBInstance } from '@duckdb/node-api';
import { timed } from '../take-turns.ts';
import { rowsOf, type TableRows } from './aggregate-rollups.ts';
import { year, yearProviders } from './generate-year.ts';
import { type MonthAnswer, peakBytes, type RawYearRun } from './year-answer.ts';

const [path = '', peaksToo = ''] = process.argv.slice(2);
const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY', memory_limit: '8GB' });
const duckdb = await instance.connect();

const month = 'month(epoch_ms(started))';
const sums = `
  SELECT ${month} AS number, coalesce(provider, '') AS carrier, count(DISTINCT consult), count(*), sum(ended - started),
    sum((ended - started + 59999) // 60000 * 60)
  FROM connection GROUP BY GROUPING SETS ((number, provider), (number))`;

/** One pass over all comings and goings of a month in order, with a running count of all and of each provider. */
const peaks = (spans: string): string => `
  SELECT month, max(present), ${yearProviders.map((_, index) => `max(present_${index})`).join(', ')} FROM (
    SELECT month, sum(change) OVER in_order AS present,
      ${yearProviders.map((name, index) => `sum(CASE WHEN provider = '${name}' THEN change ELSE 0 END) OVER in_order AS present_${index}`).join(', ')}
    FROM (
      SELECT ${month} AS month, provider, unnest([started, ended]) AS instant, unnest([1, -1]) AS change FROM ${spans}
    )
    WINDOW in_order AS (PARTITION BY month ORDER BY instant, change ROWS UNBOUNDED PRECEDING)
  ) GROUP BY month`;
const rooms = `(SELECT consult, any_value(provider) AS provider, min(started) AS started, max(ended) AS ended FROM connection GROUP BY consult)`;

let found: { readonly sums: TableRows; readonly people: TableRows; readonly rooms: TableRows } = {
  sums: [],
  people: [],
  rooms: [],
};
const group = async (): Promise<unknown> => (found = { ...found, sums: await rowsOf(duckdb, sums) });
const count = async (): Promise<unknown> =>
  (found = {
    ...found,
    people: await rowsOf(duckdb, peaks('connection')),
    rooms: await rowsOf(duckdb, peaks(rooms)),
  });

const sumTimes = [await timed(group), await timed(group)] as const;
const afterSums = peakBytes();
// Over and over they would take longer than all the rest.
const peakTime = peaksToo === 'peaks' ? await timed(count) : undefined;
/** A month of the year by its number. */
const keyOf = (number: unknown, provider: unknown): string =>
  `${year.first.slice(0, 5)}${String(number).padStart(2, '0')} ${String(provider)}`;
const peakOf = (rows: TableRows): ReadonlyMap<string, number> =>
  new Map(
    rows.flatMap(([number, ...counts]) =>
      ['', ...yearProviders].map((provider, index) => [keyOf(number, provider), Number(counts[index])]),
    ),
  );
const [people, roomPeaks] = [peakOf(found.people), peakOf(found.rooms)];
const months = Object.fromEntries(
  found.sums.map(
    ([number, provider, consults, connections, milliseconds, minuteUp]): [string, MonthAnswer] => {
      const key = keyOf(number, provider);
      return [
        key,
        {
          consults: Number(consults),
          connections: Number(connections),
          milliseconds: Number(milliseconds),
          minuteUp: Number(minuteUp),
          peakParticipants: people.get(key) ?? 0,
          peakRooms: roomPeaks.get(key) ?? 0,
        },
      ];
    },
  ),
);
const run: RawYearRun = {
  times: { sums: sumTimes },
  ...(peakTime !== undefined && { peaks: { milliseconds: peakTime, peakBytes: peakBytes() } }),
  answer: { months },
  peakBytes: afterSums,
};
console.log(JSON.stringify(run));
duckdb.closeSync();
instance.closeSync();
