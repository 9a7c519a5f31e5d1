// A process of its own, so that its memory is its own: the year's figures by DuckDB from the raw connections.
import { DuckDBInstance } from '@duckdb/node-api';
import { timed } from '../take-turns.ts';
import { rowsOf, type TableRows } from './aggregate-rollups.ts';
import { type MonthAnswer, peakBytes, type RawYearRun } from './year-answer.ts';

const [path = '', peaksToo = ''] = process.argv.slice(2);
const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY', memory_limit: '8GB' });
const duckdb = await instance.connect();

const month = `strftime(epoch_ms(started), '%Y-%m')`;
const either = '(VALUES (true), (false)) AS scope (of_provider)';
const carrier = `CASE WHEN of_provider THEN provider ELSE '' END`;

const sums = `
  SELECT ${month} AS month, coalesce(provider, '') AS carrier, count(DISTINCT consult), count(*), sum(ended - started),
    sum((ended - started + 59999) // 60000 * 60)
  FROM connection GROUP BY GROUPING SETS ((month, provider), (month)) ORDER BY 1, 2`;

const peaks = (spans: string): string => `
  SELECT month, carrier, max(present) FROM (
    SELECT month, carrier, sum(change) OVER (PARTITION BY month, carrier ORDER BY instant, change ROWS UNBOUNDED PRECEDING) AS present
    FROM (
      SELECT ${month} AS month, ${carrier} AS carrier, unnest([started, ended]) AS instant, unnest([1, -1]) AS change FROM ${spans}, ${either}
    )
  ) GROUP BY month, carrier`;
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
const peakOf = (rows: TableRows): ReadonlyMap<string, number> =>
  new Map(rows.map(([month, provider, peak]) => [`${month} ${provider}`, Number(peak)]));
const [people, roomPeaks] = [peakOf(found.people), peakOf(found.rooms)];
const months = Object.fromEntries(
  found.sums.map(
    ([month, provider, consults, connections, milliseconds, minuteUp]): [string, MonthAnswer] => {
      const key = `${month} ${provider}`;
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
