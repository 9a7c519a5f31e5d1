import type { Ledger } from './ledger.ts';
import type { UsageMonth } from './usage-summary.ts';

export type WorkValue = string | number | null;

/** One statement in the SQL that SQLite and PostgreSQL have in common, its places named `$1`, `$2`… */
export interface Statement {
  readonly sql: string;
  readonly values: readonly WorkValue[];
}

/** Numbers of eight bytes may come as text. */
export type WorkRow = Readonly<Record<string, unknown>>;

/**
 * Statements one after another, each step getting the rows of the one before. Written once for both stores: SQLite runs them
 * without pause, so that no append can come between; PostgreSQL awaits each.
 */
export type Steps<Result> = Generator<Statement, Result, readonly WorkRow[]>;

/** Where the two stores do not speak the same SQL. */
export interface Dialect {
  /** The table of consults: `number`, `tenant`, `consult_id`, `first`, `last`. */
  readonly consults: string;
  /** The table of evidence: `consult`, `id`, `source`, `connection`, `person`. */
  readonly evidence: string;
  /** Selects all rows of the consult numbered `$1`, in the order of their arrival. */
  readonly evidenceOfConsult: string;
  /** Selects the `version` of the schema, and the `bytes` that all of it takes. */
  readonly version: string;
  readonly size: string;
  /** How raw rows of forgotten consults go: one by one, or by month with `dropEvidenceBefore`. */
  readonly removal: 'by-consult' | 'by-month';
  /**
   * How many consults or hours of a queue are worked off in one transaction. Where several write at once, one each: whoever held
   * several would wait for the others crosswise.
   */
  readonly itemsAtOnce: number;
  /** Ends a subquery that claims a row of a queue: what another instance has claimed is passed over. */
  readonly claiming: string;
  /** Ends a query that holds rows until the transaction is over. */
  readonly holding: string;
  /** Taken by whoever changes figures, until the transaction is over; many may hold it. */
  readonly shareFigures: string;
  /** Taken by whoever closes a month; nobody else may hold either. */
  readonly ownFigures: string;
}

/** A ledger whose database also keeps what is computed from it. */
export interface BookedLedger extends Ledger {
  readonly dialect: Dialect;
  /** All steps in one transaction, on disk when it resolves. Rejects with `LedgerError`. */
  transact<Result>(steps: () => Steps<Result>): Promise<Result>;
  /** Steps that only read, all as of one moment; nobody who writes waits for them. Rejects with `LedgerError`. */
  read<Result>(steps: () => Steps<Result>): Promise<Result>;
  /** Frees what only forgotten consults from before the month (`YYYY-MM`) still occupy. */
  dropEvidenceBefore(month: UsageMonth): Promise<void>;
}

export const statement = (sql: string, ...values: WorkValue[]): Statement => ({ sql, values });

const rowsAtOnce = 100;

/** Inserts many rows with few statements; `after` is the conflict clause. */
export function* insertRows(
  table: string,
  columns: readonly string[],
  rows: readonly (readonly WorkValue[])[],
  after = '',
): Steps<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const some = rows.slice(from, from + rowsAtOnce);
    const places = some.map(
      (row, line) => `(${row.map((_, index) => `$${line * row.length + index + 1}`).join(', ')})`,
    );
    yield statement(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${places.join(', ')} ${after}`,
      ...some.flat(),
    );
  }
}
