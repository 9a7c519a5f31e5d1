import type { AuditDatabase } from './audit-database.ts';
import type { StoredRow } from './audit-hash.ts';
import { payloadText } from './audit-payload-text.ts';
import { nextRow } from './next-row.ts';
import type { AuditEntry, AuditHead, AuditRow, ConsultAuditEntry } from './audit-row.ts';
import { auditRowOf } from './audit-rows.ts';
import { AuditTrailError } from './audit-trail-error.ts';
import type { AuditFilter, AuditTrail } from './audit-trail-port.ts';
import type { AuditVerification } from './audit-verification.ts';
import { insertAuditRows, postgresHead, postgresRows, toldIn } from './postgres-audit-rows.ts';
import { lockHead, preparePostgresAudit } from './postgres-audit-schema.ts';
import { verifyPostgresAudit } from './verify-postgres-audit.ts';

export interface PostgresAuditTrailOptions {
  /** Stays the caller's: `close` does not end it. Tables are made in the first schema of its search path. */
  readonly database: AuditDatabase;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Opens a trail, or makes one. Rejects with `AuditTrailError`: `newer-schema`, `cannot-open`. */
export async function openPostgresAuditTrail({
  database,
  now,
}: PostgresAuditTrailOptions): Promise<AuditTrail> {
  try {
    await preparePostgresAudit(database, now);
  } catch (error) {
    if (error instanceof AuditTrailError) throw error;
    const message = 'The audit trail in PostgreSQL cannot be opened: check that it runs and may be written.';
    throw new AuditTrailError('cannot-open', message, error);
  }
  return new PostgresAuditTrail(database, now);
}

interface PendingRow {
  readonly entry: AuditEntry;
  readonly payload: string;
  readonly at: number;
  readonly isOnce: boolean;
  /** `undefined`: it was there already, and only for one that is written once. */
  readonly resolve: (row: StoredRow | undefined) => void;
  readonly reject: (error: AuditTrailError) => void;
}

/** Rows of one transaction; more wait for the next one. */
const mostRows = 500;

/** One chain for all instances: each takes the head, writes what waits in one transaction, and lets go of it. */
class PostgresAuditTrail implements AuditTrail {
  readonly #database: AuditDatabase;
  readonly #now: () => number;
  readonly #pending: PendingRow[] = [];
  #writing: Promise<void> | undefined;
  #isClosed = false;

  constructor(database: AuditDatabase, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  async append(entry: AuditEntry): Promise<AuditRow> {
    const row = await this.#enqueue(entry, false);
    if (row === undefined) throw new AuditTrailError('write-failed', 'The audit row was not written.');
    return auditRowOf(row);
  }

  async appendOnce(entry: ConsultAuditEntry): Promise<boolean> {
    return (await this.#enqueue(entry, true)) !== undefined;
  }

  async #enqueue(entry: AuditEntry, isOnce: boolean): Promise<StoredRow | undefined> {
    this.#open();
    const payload = payloadText(entry);
    const at = Math.trunc(this.#now());
    return new Promise((resolve, reject) => {
      this.#pending.push({ entry, payload, at, isOnce, resolve, reject });
      this.#writing ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    // What comes in the same turn goes together.
    await Promise.resolve();
    while (this.#pending.length > 0) {
      const batch = this.#pending.splice(0, mostRows);
      try {
        const rows = await this.#write(batch);
        for (const [index, row] of rows.entries()) batch[index]?.resolve(row);
      } catch (error) {
        const message =
          'The audit row could not be written; nothing was. Check that PostgreSQL runs and has space left.';
        for (const { reject } of batch) reject(new AuditTrailError('write-failed', message, error));
      }
    }
    this.#writing = undefined;
  }

  #write(batch: readonly PendingRow[]): Promise<readonly (StoredRow | undefined)[]> {
    return this.#database.transact(async (queries) => {
      // Whatever the server's default is: what is acknowledged is on disk.
      await queries.query('SET LOCAL synchronous_commit = on');
      await queries.query(lockHead);
      const isTold = await toldIn(
        queries,
        batch.filter(({ isOnce }) => isOnce).map(({ entry }) => entry),
      );
      let head = await postgresHead(queries);
      const rows = batch.map(({ entry, payload, at, isOnce }) => {
        if (isTold(entry) && isOnce) return undefined;
        const row = nextRow(head, entry, payload, at);
        head = row;
        return row;
      });
      await insertAuditRows(
        queries,
        rows.filter((row) => row !== undefined),
      );
      return rows;
    });
  }

  async head(): Promise<AuditHead | undefined> {
    return this.#reading(() => postgresHead(this.#database));
  }

  async rows({ kind, tenant, consultId }: AuditFilter = {}): Promise<readonly AuditRow[]> {
    const wanted = Object.entries({ kind, tenant, consult_id: consultId }).filter(
      (each): each is [string, string] => each[1] !== undefined,
    );
    const where = wanted.map(([column], index) => `${column} = $${index + 2}`).join(' AND ') || 'TRUE';
    return this.#select(
      where,
      wanted.map(([, value]) => value),
    );
  }

  async expiredBefore(cutoff: number): Promise<readonly AuditRow[]> {
    return this.#select('at < $2', [Math.trunc(cutoff)]);
  }

  #select(where: string, parameters: readonly (string | number)[]): Promise<readonly AuditRow[]> {
    return this.#reading(async () => {
      const found: AuditRow[] = [];
      for await (const { row } of postgresRows(this.#database, where, parameters))
        if (row !== undefined) found.push(auditRowOf(row));
      return found;
    });
  }

  async #reading<Result>(read: () => Promise<Result>): Promise<Result> {
    this.#open();
    try {
      return await read();
    } catch (error) {
      throw new AuditTrailError('cannot-open', 'The audit trail in PostgreSQL cannot be read.', error);
    }
  }

  async verify(expectedHead?: AuditHead): Promise<AuditVerification> {
    this.#open();
    return verifyPostgresAudit(this.#database, expectedHead);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#writing;
  }

  #open(): void {
    if (this.#isClosed) throw new AuditTrailError('closed', 'The audit trail is closed.');
  }
}
