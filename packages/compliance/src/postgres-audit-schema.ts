import type { AuditDatabase } from './audit-database.ts';
import { AuditTrailError } from './audit-trail-error.ts';

/** One step per schema version; a step is never changed once it was released. */
const migrations: readonly string[] = [
  `CREATE TABLE audit_trail (
     sequence bigint PRIMARY KEY,
     at bigint NOT NULL,
     kind text NOT NULL,
     tenant text NOT NULL,
     consult_id text,
     payload text NOT NULL,
     previous_hash text NOT NULL,
     hash text NOT NULL
   );
   CREATE INDEX audit_trail_by_consult ON audit_trail (consult_id, sequence);
   CREATE FUNCTION audit_trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'restrict_violation'; END $$;
   CREATE FUNCTION audit_trail_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     IF NEW.sequence IS DISTINCT FROM (SELECT coalesce(max(sequence), 0) + 1 FROM audit_trail) THEN
       RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'restrict_violation';
     END IF;
     RETURN NEW;
   END $$;
   CREATE TRIGGER audit_trail_no_change BEFORE UPDATE OR DELETE ON audit_trail
     FOR EACH ROW EXECUTE FUNCTION audit_trail_refuse();
   CREATE TRIGGER audit_trail_no_truncate BEFORE TRUNCATE ON audit_trail
     FOR EACH STATEMENT EXECUTE FUNCTION audit_trail_refuse();
   CREATE TRIGGER audit_trail_in_order BEFORE INSERT ON audit_trail
     FOR EACH ROW EXECUTE FUNCTION audit_trail_in_order();
   ALTER TABLE audit_trail ENABLE ALWAYS TRIGGER audit_trail_no_change;
   ALTER TABLE audit_trail ENABLE ALWAYS TRIGGER audit_trail_no_truncate;
   ALTER TABLE audit_trail ENABLE ALWAYS TRIGGER audit_trail_in_order;`,
];

/** The newest schema that this version knows, in the table `audit_migration`. */
export const auditSchemaVersion = migrations.length;

/** Any number that nobody else locks by; whoever holds it writes the next row, or the schema. */
const headLock = 0x50_42_41_54;

/** Until the transaction ends, no other instance appends. */
export const lockHead = `SELECT pg_advisory_xact_lock(${headLock})`;

/** Brings the schema up to date; instances that start at once do it one after the other. */
export const preparePostgresAudit = (database: AuditDatabase, now: () => number): Promise<void> =>
  database.transact(async (queries) => {
    await queries.query(lockHead);
    await queries.query(
      'CREATE TABLE IF NOT EXISTS audit_migration (version integer PRIMARY KEY, applied_at bigint NOT NULL)',
    );
    const { rows } = await queries.query('SELECT coalesce(max(version), 0) AS version FROM audit_migration');
    const version = Number(rows[0]?.['version']);
    if (version > migrations.length) {
      const message =
        'The audit trail in PostgreSQL was written by a newer version of Patchbay. Update Patchbay to go on with it.';
      throw new AuditTrailError('newer-schema', message);
    }
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      await queries.query(migration);
      await queries.query('INSERT INTO audit_migration VALUES ($1, $2)', [index + 1, now()]);
    }
  });
