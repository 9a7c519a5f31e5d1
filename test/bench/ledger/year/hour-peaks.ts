import type { DuckDBConnection } from '@duckdb/node-api';

export const hourLength = 3_600_000;

/** The most that were there at once in an hour (counted from the Unix epoch); an empty tenant or provider stands for all. */
export type PeakOf = (hour: number, tenant: string, provider: string) => number;

/**
 * Exact peaks of spans (`tenant`, `provider`, `started`, `ended`) by hour, for every tenant and provider, for either, and of all: a
 * running count over all comings and goings in order. Who leaves in a millisecond is gone before who comes in it. No span may end on
 * the hour.
 */
export async function hourPeaks(
  duckdb: DuckDBConnection,
  spans: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<PeakOf> {
  const found = await duckdb.runAndReadAll(
    `SELECT DISTINCT tenant, provider FROM ${spans} ORDER BY tenant, provider`,
  );
  const rows = found.getRows().map(([tenant, provider]) => [String(tenant), String(provider)] as const);
  const indexOf = new Map<string, number>();
  const numberOf = (tenant: string, provider: string): number => {
    const key = JSON.stringify([tenant, provider]);
    const known = indexOf.get(key) ?? indexOf.size;
    indexOf.set(key, known);
    return known;
  };
  /** For each pair, the four scopes that it counts in. */
  const scopes = rows.map(([tenant, provider]) => [
    numberOf(tenant, provider),
    numberOf(tenant, ''),
    numberOf('', provider),
    numberOf('', ''),
  ]);
  const width = indexOf.size;
  const firstHour = from / hourLength;
  const peaks = new Int32Array((to / hourLength - firstHour + 1) * width);
  const present = new Int32Array(width);
  let hour = 0;
  const count = (instant: number, change: number, pair: number): void => {
    for (const current = Math.floor(instant / hourLength) - firstHour; hour < current; hour += 1) {
      // Who is still there when an hour begins counts in it from its beginning.
      peaks.set(present, (hour + 1) * width);
    }
    for (const scope of scopes[pair] ?? []) {
      const now = (present[scope] ?? 0) + change;
      present[scope] = now;
      const place = hour * width + scope;
      if (now > (peaks[place] ?? 0)) peaks[place] = now;
    }
  };
  await eachChange(duckdb, spans, rows, count);
  return (at, tenant, provider) => {
    const scope = indexOf.get(JSON.stringify([tenant, provider]));
    return scope === undefined ? 0 : (peaks[(at - firstHour) * width + scope] ?? 0);
  };
}

async function eachChange(
  duckdb: DuckDBConnection,
  spans: string,
  pairs: readonly (readonly [tenant: string, provider: string])[],
  count: (instant: number, change: number, pair: number) => void,
): Promise<void> {
  const values = pairs.map(([tenant, provider], index) => `('${tenant}', '${provider}', ${index})`);
  const result = await duckdb.stream(`
    WITH pair (tenant, provider, number) AS (VALUES ${values.join(', ')}),
    span AS (SELECT started, ended, number FROM ${spans} JOIN pair USING (tenant, provider))
    SELECT instant::DOUBLE, change::INTEGER, number::INTEGER FROM (
      SELECT started AS instant, 1 AS change, number FROM span UNION ALL SELECT ended, -1, number FROM span
    ) ORDER BY instant, change`);
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    const [instants = [], changes = [], numbers = []] = chunk.getColumns();
    for (let row = 0; row < chunk.rowCount; row += 1) {
      count(Number(instants[row]), Number(changes[row]), Number(numbers[row]));
    }
  }
}
