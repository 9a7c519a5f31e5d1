import type { DatabaseSync, StatementSync } from 'node:sqlite';
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
  itemsAtOnce: 8,
  claiming: '',
  holding: '',
  shareFigures: 'SELECT 1',
  ownFigures: 'SELECT 1',
};

/** Steps on one database, within a transaction each, without pause. Throws what node:sqlite or a step throws, after rolling back. */
export interface SqliteWork {
  transact<Result>(steps: () => Steps<Result>): Result;
  /** Steps that only read: as of one moment, and no writer waits for it. */
  read<Result>(steps: () => Steps<Result>): Result;
}

/** There are far fewer; those with a place for each of many rows are as many as there are sizes. */
const mostPrepared = 300;

export function sqliteWork(database: DatabaseSync): SqliteWork {
  // To prepare a statement takes longer than most of them take to run.
  const prepared = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const [oldest] = prepared.keys();
    if (prepared.size >= mostPrepared && oldest !== undefined) prepared.delete(oldest);
    const fresh = database.prepare(sql);
    prepared.set(sql, fresh);
    return fresh;
  };
  const rowsOf = ({ sql, values }: Statement): readonly WorkRow[] =>
    prepare(sql).all(Object.fromEntries(values.map((value, index) => [`$${index + 1}`, value])));
  const runWithin = <Result>(begin: string, steps: () => Steps<Result>): Result => {
    database.exec(begin);
    try {
      const work = steps();
      let next = work.next([]);
      while (next.done !== true) next = work.next(rowsOf(next.value));
      database.exec('COMMIT');
      return next.value;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
  return {
    transact: (steps) => runWithin('BEGIN IMMEDIATE', steps),
    read: (steps) => runWithin('BEGIN', steps),
  };
}
