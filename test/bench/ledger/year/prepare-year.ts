import { deepStrictEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type BookedLedger, openSqliteLedger } from '@patchbay/metering';
import type { Progress } from '../../measurement.ts';
import type { LedgerSizes } from '../ledger-sizes.ts';
import { aggregateHours, aggregateMonths } from './aggregate-rollups.ts';
import { generateYear, year } from './generate-year.ts';
import { openRolledFile, type RolledFile } from './rolled-file.ts';
import { sampleEvidence } from './sample-evidence.ts';
import { reportedAt, yearBook, yearConfig } from './year-book.ts';

export interface PreparedYear {
  /** The raw connections, for DuckDB. */
  readonly raw: string;
  /** A ledger whose rollups are the year's. */
  readonly ledger: string;
  readonly connections: number;
  readonly hourRows: number;
}

/**
 * Makes a year's connections, and a ledger with the rollups that they come to. To fold so many consults would take hours, so that
 * the rollups are aggregated by DuckDB; that a real book rolls up the very same rows is shown on a sample before. Rejects when
 * it does not.
 */
export async function prepareYear(
  sizes: LedgerSizes['year'],
  folder: string,
  progress: Progress,
): Promise<PreparedYear> {
  const raw = join(folder, 'year.duckdb');
  const instance = await DuckDBInstance.create(raw, {
    memory_limit: '6GB',
    temp_directory: join(folder, 'spill'),
  });
  const duckdb = await instance.connect();
  try {
    progress(`a year of ${sizes.consults} consults in DuckDB`);
    await generateYear(duckdb, sizes);
    progress(`${sizes.sample} of them as evidence, through a real book`);
    await checkSample(duckdb, sizes, folder);
    progress('the rollups of all of them');
    const ledger = join(folder, 'year.ledger');
    await (await openBook(ledger, folder)).close();
    const hourRows = await fillFrom(duckdb, 'connection', ledger);
    const [count] = (await duckdb.runAndReadAll('SELECT count(*) FROM connection')).getRows();
    return { raw, ledger, connections: Number(count?.[0]), hourRows };
  } finally {
    duckdb.closeSync();
    instance.closeSync();
  }
}

/** A ledger whose book has rolled up nothing yet, and knows at which days to split months. */
async function openBook(path: string, folder: string): Promise<BookedLedger> {
  const ledger = await openSqliteLedger({ path, now: () => reportedAt });
  await yearBook(ledger, yearConfig(folder)).rollUp();
  return ledger;
}

/** The rows of hours that it has then. */
async function fillFrom(duckdb: DuckDBConnection, table: string, path: string): Promise<number> {
  const file = openRolledFile(path);
  const hours = await aggregateHours(duckdb, table, year);
  file.fill(hours);
  for (const rows of await aggregateMonths(duckdb, table, file.ruleDates())) file.fill(rows);
  file.close();
  return hours.rows.length;
}

/** Throws when a book that had the evidence has other rows than the aggregation gives. */
async function checkSample(
  duckdb: DuckDBConnection,
  { consults, sample }: LedgerSizes['year'],
  folder: string,
): Promise<void> {
  const step = Math.max(1, Math.floor(consults / sample));
  await duckdb.run(
    `CREATE TEMP TABLE sample AS SELECT * FROM connection WHERE consult % ${step} = 0 AND consult < ${step * sample}`,
  );
  const [folded, aggregated] = [join(folder, 'folded.ledger'), join(folder, 'aggregated.ledger')];
  const ledger = await openBook(folded, folder);
  await ledger.append(await sampleEvidence(duckdb, 'sample'));
  const book = yearBook(ledger, yearConfig(folder));
  while ((await book.rollUp()).more);
  await ledger.close();
  await (await openBook(aggregated, folder)).close();
  await fillFrom(duckdb, 'sample', aggregated);
  deepStrictEqual(tablesIn(aggregated), tablesIn(folded));
}

function tablesIn(path: string): ReturnType<RolledFile['tables']> {
  const file = openRolledFile(path);
  const tables = file.tables();
  file.close();
  return tables;
}
