import type { Evidence } from '@patchbay/contract';
import type { AppendResult, ConsultSpan, LedgerPeriod } from './ledger.ts';
import { LedgerError } from './ledger-error.ts';
import type { BookedLedger } from './ledger-work.ts';
import { isRefusedData, postgresErrorOf } from './postgres-error.ts';
import { inTransaction, type PostgresPool } from './postgres-port.ts';
import { createInsertEvidence } from './postgres-insert.ts';
import { monthsOf, selectConsults, selectEvidence, selectSpans } from './postgres-rows.ts';
import { dropPartitionsBefore } from './postgres-retention.ts';
import { checkPostgres, firstDayOf, makePartition, preparePostgres } from './postgres-schema.ts';
import { postgresDialect, runSteps } from './postgres-work.ts';

export interface PostgresLedgerOptions {
  /** Stays the caller's: `close` does not end it. Tables are made in the first schema of its search path. */
  readonly pool: PostgresPool;
  /** Milliseconds since the Unix epoch; dates migrations. */
  readonly now: () => number;
  /** For looking only: tables are neither made nor migrated, and appends are refused. */
  readonly readOnly?: boolean;
}

interface PendingAppend {
  readonly rows: readonly Evidence[];
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: LedgerError) => void;
}

/** Appends of one transaction; more wait for the next one. */
const mostRows = 5_000;
/** Consults that are read at once while a period is walked through. */
const consultsAtOnce = 200;
/** Rows are counted exactly up to here, for a count of everything takes minutes on a large ledger. */
const countedExactly = 1_000_000;

/**
 * The ledger in PostgreSQL, for several instances at once: one table of evidence, partitioned by month. Appends that come
 * together share one transaction, which is on disk when they resolve. Rejects with `LedgerError`.
 */
export async function openPostgresLedger({
  pool,
  now,
  readOnly = false,
}: PostgresLedgerOptions): Promise<BookedLedger> {
  try {
    await (readOnly ? checkPostgres(pool) : preparePostgres(pool, now));
  } catch (error) {
    throw postgresErrorOf(error);
  }
  return postgresLedger(pool, now, readOnly);
}

function postgresLedger(pool: PostgresPool, now: () => number, readOnly: boolean): BookedLedger {
  const insertEvidence = createInsertEvidence(pool);
  const partitions = new Set<string>();
  const pending: PendingAppend[] = [];
  let writing: Promise<void> | undefined;
  let closed = false;

  const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (closed) throw new LedgerError('unavailable', 'The ledger is closed.');
    try {
      return await work();
    } catch (error) {
      throw postgresErrorOf(error);
    }
  };

  const write = async (rows: readonly Evidence[]): Promise<Set<string>> => {
    for (const month of monthsOf(rows)) {
      if (partitions.has(month)) continue;
      await makePartition(pool, month);
      partitions.add(month);
    }
    return insertEvidence(rows);
  };

  const settleTogether = async (batch: readonly PendingAppend[]): Promise<void> => {
    try {
      const fresh = await write(batch.flatMap(({ rows }) => rows));
      for (const { rows, resolve } of batch) resolve(resultOf(rows, fresh));
    } catch (error) {
      // One append that PostgreSQL will not have must not take the others with it.
      if (batch.length > 1 && isRefusedData(error)) {
        for (const one of batch) await settleTogether([one]);
      } else for (const { reject } of batch) reject(postgresErrorOf(error));
    }
  };

  const drain = async (): Promise<void> => {
    // What comes in the same turn goes together.
    await Promise.resolve();
    while (pending.length > 0) {
      let rows = 0;
      const count = pending.findIndex((one) => (rows += one.rows.length) > mostRows);
      await settleTogether(pending.splice(0, count === -1 ? pending.length : Math.max(1, count)));
    }
    writing = undefined;
  };

  async function* consultsOf(period: LedgerPeriod): AsyncGenerator<readonly Evidence[]> {
    const spans: ConsultSpan[] = [...(await guarded(() => selectSpans(pool, period)))];
    while (spans.length > 0) {
      const some = spans.splice(0, consultsAtOnce);
      yield* await guarded(() => selectConsults(pool, some));
    }
  }

  return {
    append: (rows) =>
      guarded(() => {
        if (readOnly) throw new LedgerError('unavailable', 'The ledger was opened for reading only.');
        if (rows.length === 0) return Promise.resolve({ accepted: [], duplicates: [] });
        return new Promise<AppendResult>((resolve, reject) => {
          pending.push({ rows, resolve, reject });
          writing ??= drain();
        });
      }),
    evidenceOf: (consultId, { tenant } = {}) => guarded(() => selectEvidence(pool, consultId, tenant)),
    evidenceBetween: (period) => consultsOf(period),
    consultsBetween: (period) => guarded(() => selectSpans(pool, period)),
    async health() {
      try {
        const rows = await guarded(() => countRows(pool));
        return {
          store: 'postgres',
          writable: true,
          rows,
          detail: 'The ledger in PostgreSQL takes evidence.',
        };
      } catch (error) {
        return { store: 'postgres', writable: false, rows: 0, detail: postgresErrorOf(error).message };
      }
    },
    dialect: postgresDialect,
    dropEvidenceBefore: (month) => guarded(() => dropPartitionsBefore(pool, month, firstDayOf(now()))),
    read: (steps) =>
      guarded(() =>
        inTransaction(pool, async (client) => {
          await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
          return runSteps(client, steps());
        }),
      ),
    transact: (steps) => guarded(() => inTransaction(pool, (client) => runSteps(client, steps()))),
    async close() {
      closed = true;
      await writing;
    },
  };
}

/** `delete`, so that a row that stands twice in one batch is new once. */
function resultOf(rows: readonly Evidence[], fresh: Set<string>): AppendResult {
  const accepted: string[] = [];
  const duplicates: string[] = [];
  for (const { id } of rows) (fresh.delete(id) ? accepted : duplicates).push(id);
  return { accepted, duplicates };
}

async function countRows(pool: PostgresPool): Promise<number> {
  const { rows } = await pool.query(
    `SELECT count(*) AS count, pg_is_in_recovery() AS reads_only
     FROM (SELECT 1 FROM ledger_evidence LIMIT ${countedExactly}) AS counted`,
  );
  if (rows[0]?.['reads_only'] === true) throw postgresErrorOf(new Error('The server is a standby.'));
  const count = Number(rows[0]?.['count']);
  if (count < countedExactly) return count;
  const { rows: guess } = await pool.query(
    `SELECT sum(greatest(reltuples, 0)) AS count FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
     WHERE inhparent = 'ledger_evidence'::regclass`,
  );
  return Math.max(count, Number(guess[0]?.['count'] ?? 0));
}
