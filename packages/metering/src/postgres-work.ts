import type { Dialect, Steps } from './ledger-work.ts';
import type { PostgresQueries } from './postgres-port.ts';
import { evidenceQuery } from './postgres-rows.ts';

/** Any number that nobody else locks by. */
const figuresLock = 0x50_42_46_47;

export const postgresDialect: Dialect = {
  consults: 'ledger_consult',
  evidence: 'ledger_evidence',
  version: 'SELECT max(version) AS version FROM ledger_migration',
  size: `SELECT sum(pg_total_relation_size(pg_class.oid)) AS bytes FROM pg_class
         WHERE relkind = 'r' AND relname LIKE 'ledger\\_%' AND relnamespace = current_schema()::regnamespace`,
  evidenceOfConsult: `${evidenceQuery} WHERE ledger_consult.number = $1 ORDER BY ledger_evidence.number`,
  removal: 'by-month',
  itemsAtOnce: 1,
  claiming: 'FOR UPDATE SKIP LOCKED',
  holding: 'FOR NO KEY UPDATE',
  shareFigures: `SELECT pg_advisory_xact_lock_shared(${figuresLock})`,
  ownFigures: `SELECT pg_advisory_xact_lock(${figuresLock})`,
};

/** Runs the steps on a connection whose transaction is the caller's. */
export async function runSteps<Result>(client: PostgresQueries, work: Steps<Result>): Promise<Result> {
  let next = work.next([]);
  while (next.done !== true) {
    const { rows } = await client.query(next.value.sql, [...next.value.values]);
    next = work.next(rows);
  }
  return next.value;
}
