import type { DatabaseSync } from 'node:sqlite';
import { AuditTrailError } from './audit-trail-error.ts';

/** "PBAT" in a database's header: an audit trail of ours. */
const applicationId = 0x50_42_41_54;

// The insert trigger is there for INSERT OR REPLACE, which deletes without asking the delete trigger.
const schema = `
CREATE TABLE audit_trail (
  sequence INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  tenant TEXT NOT NULL,
  consult_id TEXT,
  payload TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_trail_no_update BEFORE UPDATE ON audit_trail
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_trail_no_delete BEFORE DELETE ON audit_trail
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_trail_in_order BEFORE INSERT ON audit_trail
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM audit_trail)
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
PRAGMA application_id = ${applicationId};
PRAGMA user_version = 1;
`;

/** The second version finds what is told of a consult. */
const byConsult = `
CREATE INDEX audit_trail_by_consult ON audit_trail (consult_id, kind);
PRAGMA user_version = 2;
`;

/** Makes the tables in an empty database, and brings older ones up to date. Throws `not-an-audit-trail` for a database of something else. */
export function ensureAuditSchema(database: DatabaseSync): void {
  // Two processes may open a new trail at once: the second finds it made.
  database.exec('BEGIN IMMEDIATE');
  try {
    if (!isAuditTrail(database)) {
      if (tables(database) > 0) {
        throw new AuditTrailError(
          'not-an-audit-trail',
          'The file is a database of something else; it is left as it is.',
        );
      }
      database.exec(schema);
    }
    if (versionOf(database) < 2) database.exec(byConsult);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

export const isAuditTrail = (database: DatabaseSync): boolean =>
  database.prepare('PRAGMA application_id').get()?.['application_id'] === applicationId;

const tables = (database: DatabaseSync): number =>
  Number(database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables']);

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
