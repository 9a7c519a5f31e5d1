import { DatabaseSync } from 'node:sqlite';
import type { AuditEntry, AuditHead, AuditRow, ConsultAuditEntry } from './audit-row.ts';
import { auditRowOf, isTold, lastRow, storedRows } from './audit-rows.ts';
import type { AuditFilter, AuditTrail } from './audit-trail-port.ts';
import { ensureAuditSchema } from './audit-schema.ts';
import { AuditTrailError } from './audit-trail-error.ts';
import type { AuditVerification } from './audit-verification.ts';
import type { StoredRow } from './audit-hash.ts';
import { payloadText } from './audit-payload-text.ts';
import { nextRow } from './next-row.ts';
import { sqliteFailure } from './sqlite-failure.ts';
import { verifyDatabase } from './verify-database.ts';

export interface AuditTrailOptions {
  /** The SQLite file; its folder has to be there. */
  readonly path: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Opens a trail, or makes one. Throws `AuditTrailError`: `corrupt`, `not-an-audit-trail`, `cannot-open`. */
export function openSqliteAuditTrail({ path, now }: AuditTrailOptions): AuditTrail {
  return new SqliteAuditTrail(openDatabase(path), now);
}

function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 5000 });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    ensureAuditSchema(database);
    lastRow(database);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof AuditTrailError) throw error;
    if (sqliteFailure(error) === 'corrupt') {
      const message =
        'The audit trail is damaged or no database. It is left as it is: verify it, keep it, restore a copy.';
      throw new AuditTrailError('corrupt', message, error);
    }
    const message = 'The audit trail cannot be opened: check that its folder is there and may be written.';
    throw new AuditTrailError('cannot-open', message, error);
  }
}

class SqliteAuditTrail implements AuditTrail {
  readonly #database: DatabaseSync;
  readonly #now: () => number;

  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  async append(entry: AuditEntry): Promise<AuditRow> {
    const insert = this.#insertOf(entry);
    return auditRowOf(this.#transact(insert));
  }

  async appendOnce(entry: ConsultAuditEntry): Promise<boolean> {
    const insert = this.#insertOf(entry);
    return this.#transact(() => {
      if (isTold(this.#database, entry)) return false;
      insert();
      return true;
    });
  }

  #transact<Result>(work: () => Result): Result {
    const database = this.#database;
    try {
      // IMMEDIATE takes the write lock before the head is read, so that two processes cannot follow the same row.
      database.exec('BEGIN IMMEDIATE');
      const result = work();
      database.exec('COMMIT');
      this.#settle();
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      const message = 'The audit row could not be written; nothing was. Check the disk and its permissions.';
      throw new AuditTrailError('write-failed', message, error);
    }
  }

  /** Throws for what may not be written; writes nothing yet. */
  #insertOf(entry: AuditEntry): () => StoredRow {
    const database = this.#open();
    const payload = payloadText(entry);
    const at = Math.trunc(this.#now());
    return () => {
      const row = nextRow(lastRow(database), entry, payload, at);
      database
        .prepare('INSERT INTO audit_trail VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
        .run(row.sequence, at, row.kind, row.tenant, row.consultId, payload, row.previousHash, row.hash);
      return row;
    };
  }

  // A damaged write-ahead log is passed over silently by SQLite, and with it the rows that are nowhere else yet.
  #settle(): void {
    try {
      this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch {
      // The row is on disk in the log already; a later append or the close brings it over.
    }
  }

  async head(): Promise<AuditHead | undefined> {
    return lastRow(this.#open());
  }

  async rows({ kind, tenant, consultId }: AuditFilter = {}): Promise<readonly AuditRow[]> {
    const wanted = Object.entries({ kind, tenant, consult_id: consultId }).filter(
      (each): each is [string, string] => each[1] !== undefined,
    );
    const where = wanted.map(([column]) => `${column} = ?`).join(' AND ') || 'TRUE';
    return this.#select(
      where,
      wanted.map(([, value]) => value),
    );
  }

  async expiredBefore(cutoff: number): Promise<readonly AuditRow[]> {
    return this.#select('at < ?', [Math.trunc(cutoff)]);
  }

  #select(where: string, parameters: readonly (string | number)[]): readonly AuditRow[] {
    try {
      return [...storedRows(this.#open(), where, parameters)].flatMap(({ row }) =>
        row === undefined ? [] : [auditRowOf(row)],
      );
    } catch (error) {
      if (error instanceof AuditTrailError) throw error;
      throw new AuditTrailError('corrupt', 'The audit trail is damaged: verify it for the row.', error);
    }
  }

  async verify(expectedHead?: AuditHead): Promise<AuditVerification> {
    return verifyDatabase(this.#open(), expectedHead);
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close();
  }

  #open(): DatabaseSync {
    if (this.#database.isOpen) return this.#database;
    throw new AuditTrailError('closed', 'The audit trail is closed.');
  }
}
