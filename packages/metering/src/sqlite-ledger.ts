import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { DatabaseSync } from 'node:sqlite';
import type { Evidence } from '@patchbay/contract';
import type { AppendResult } from './ledger.ts';
import { LedgerError } from './ledger-error.ts';
import type { BookedLedger } from './ledger-work.ts';
import { ledgerErrorOf } from './sqlite-error.ts';
import { sqliteRows } from './sqlite-rows.ts';
import { prepareSchema } from './sqlite-schema.ts';
import { sqliteDialect, sqliteWork } from './sqlite-work.ts';

export interface SqliteLedgerOptions {
  /** The file; its folder must exist. Made when it is not there; an existing file that is no ledger is never touched. */
  readonly path: string;
  /** Milliseconds since the Unix epoch; dates migrations. */
  readonly now: () => number;
  /** How long to wait for another process's lock before `locked`. The process stands still meanwhile. 2,000 unless given. */
  readonly lockTimeoutMilliseconds?: number;
  /** For looking only, also while a server writes: nothing is made, migrated or written, and appends are refused. */
  readonly readOnly?: boolean;
}

interface PendingAppend {
  readonly rows: readonly Evidence[];
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: LedgerError) => void;
}

/**
 * The ledger in one SQLite file (WAL, every commit synced to disk). The file is checked whole before it is used. Appends
 * that come together share one transaction and so one sync. Rejects with `LedgerError`.
 */
export async function openSqliteLedger(options: SqliteLedgerOptions): Promise<BookedLedger> {
  const file = basename(options.path);
  let database: DatabaseSync | undefined;
  try {
    const { readOnly = false, lockTimeoutMilliseconds: timeout = 2000 } = options;
    database = new DatabaseSync(options.path, { timeout, readOnly });
    prepareSchema(database, file, readOnly ? undefined : options.now);
    return sqliteLedger(database, file);
  } catch (error) {
    database?.close();
    throw ledgerErrorOf(error, file);
  }
}

function sqliteLedger(database: DatabaseSync, file: string): BookedLedger {
  const rows = sqliteRows(database);
  const work = sqliteWork(database);
  let pending: PendingAppend[] = [];

  const guarded = <Result>(work: () => Result): Result => {
    if (!database.isOpen) {
      throw new LedgerError('unavailable', `The ledger ${file} is closed.`);
    }
    try {
      return work();
    } catch (error) {
      throw ledgerErrorOf(error, file);
    }
  };

  const flush = (): void => {
    const batch = pending;
    pending = [];
    if (batch.length === 0) {
      return;
    }
    const settle: (() => void)[] = [];
    try {
      guarded(() => {
        database.exec('BEGIN IMMEDIATE');
        for (const { rows: evidence, resolve, reject } of batch) {
          const result = attempt(database, () => rows.insert(evidence));
          settle.push(
            result.done ? () => resolve(result.value) : () => reject(ledgerErrorOf(result.error, file)),
          );
        }
        database.exec('COMMIT');
      });
    } catch (error) {
      rollBack(database);
      const failure = ledgerErrorOf(error, file);
      batch.forEach(({ reject }) => reject(failure));
      return;
    }
    settle.forEach((one) => one());
  };

  return {
    async append(evidence) {
      guarded(() => undefined);
      if (evidence.length === 0) {
        return { accepted: [], duplicates: [] };
      }
      return new Promise((resolve, reject) => {
        pending.push({ rows: evidence, resolve, reject });
        if (pending.length === 1) {
          setImmediate(flush);
        }
      });
    },
    async evidenceOf(consultId, { tenant } = {}) {
      return guarded(() => rows.evidenceOf(consultId, tenant));
    },
    async *evidenceBetween(period) {
      for (const { consultId, tenant } of guarded(() => rows.consultsBetween(period))) {
        yield guarded(() => rows.evidenceOf(consultId, tenant));
      }
    },
    async consultsBetween(period) {
      return guarded(() => rows.consultsBetween(period));
    },
    async health() {
      try {
        return guarded(() => {
          const count = rows.count();
          database.exec('BEGIN IMMEDIATE; ROLLBACK');
          return {
            store: 'sqlite',
            writable: true,
            rows: count,
            detail: `The ledger ${file} takes evidence.`,
          };
        });
      } catch (error) {
        rollBack(database);
        return { store: 'sqlite', writable: false, rows: 0, detail: ledgerErrorOf(error, file).message };
      }
    },
    dialect: sqliteDialect,
    async transact(steps) {
      // Many transactions one after another must leave appends and everything else in the process their turn.
      await nextTurn();
      return guarded(() => work.transact(steps));
    },
    async read(steps) {
      return guarded(() => work.read(steps));
    },
    async dropEvidenceBefore() {
      guarded(() => undefined);
    },
    async close() {
      flush();
      if (database.isOpen) {
        database.close();
      }
    },
  };
}

type Attempt<Result> =
  | { readonly done: true; readonly value: Result }
  | { readonly done: false; readonly error: unknown };

/** All of one append or nothing of it; another append in the same transaction is not affected. */
function attempt<Result>(database: DatabaseSync, work: () => Result): Attempt<Result> {
  database.exec('SAVEPOINT one_append');
  try {
    const value = work();
    database.exec('RELEASE one_append');
    return { done: true, value };
  } catch (error) {
    // SQLite itself has rolled back everything after a full disk or the like; then nothing is left to commit.
    if (!database.isTransaction) {
      throw error;
    }
    database.exec('ROLLBACK TO one_append; RELEASE one_append');
    return { done: false, error };
  }
}

function rollBack(database: DatabaseSync): void {
  if (database.isOpen && database.isTransaction) {
    database.exec('ROLLBACK');
  }
}
