import type { DatabaseSync } from 'node:sqlite';
import type { Dialect, Statement, Steps, WorkRow } from './ledger-work.ts';

/** SQLite has one writer at a time, who has the whole file: nothing needs holding. */
export const sqliteDialect: Dialect = {
  consults: 'consult',
  evidence: 'evidence',
  version: 'SELECT max(version) AS version FROM migration',
  size: 'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size',
  evidenceOfConsult: `
    SELECT evidence.*, consult.tenant, consult.consult_id FROM consult JOIN evidence ON evidence.consult = consult.number
    WHERE consult.number = $1 ORDER BY evidence.number`,
  removal: 'by-consult',
  claiming: '',
  holding: '',
  shareFigures: 'SELECT 1',
  ownFigures: 'SELECT 1',
};

/** Runs all steps within one transaction, without pause. Throws what node:sqlite or a step throws, after rolling back. */
export const sqliteTransaction = <Result>(database: DatabaseSync, steps: () => Steps<Result>): Result =>
  runWithin(database, 'BEGIN IMMEDIATE', steps);

/** The same for steps that only read: as of one moment, and no writer waits for it. */
export const sqliteSnapshot = <Result>(database: DatabaseSync, steps: () => Steps<Result>): Result =>
  runWithin(database, 'BEGIN', steps);

function runWithin<Result>(database: DatabaseSync, begin: string, steps: () => Steps<Result>): Result {
  database.exec(begin);
  try {
    const work = steps();
    let next = work.next([]);
    while (next.done !== true) next = work.next(rowsOf(database, next.value));
    database.exec('COMMIT');
    return next.value;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

const rowsOf = (database: DatabaseSync, { sql, values }: Statement): readonly WorkRow[] =>
  database.prepare(sql).all(Object.fromEntries(values.map((value, index) => [`$${index + 1}`, value])));
