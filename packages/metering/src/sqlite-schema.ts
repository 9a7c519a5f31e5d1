import type { DatabaseSync } from 'node:sqlite';
import { ledgerError } from './sqlite-error.ts';
import { figuresTables } from './figures-tables.ts';
import { mediaTables } from './media-tables.ts';
import { reconciledTables } from './reconciled-tables.ts';
import { usageTables } from './usage-tables.ts';
import { vendorReportTables } from './vendor-report-tables.ts';

/** "PBLG": tells a ledger from any other SQLite file. */
const applicationId = 0x50_42_4c_47;

/** One step per schema version; a step is never changed once it was released. */
const migrations: readonly string[] = [
  `
  CREATE TABLE consult (
    number INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    consult_id TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    UNIQUE (consult_id, tenant)
  ) STRICT;
  CREATE INDEX consult_by_last ON consult (last);

  CREATE TABLE evidence (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    consult INTEGER NOT NULL REFERENCES consult (number),
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    provider TEXT NOT NULL,
    person TEXT,
    connection TEXT,
    participant_class TEXT NOT NULL,
    at INTEGER NOT NULL,
    precision INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    sequence INTEGER,
    elapsed INTEGER
  ) STRICT;
  CREATE INDEX evidence_by_consult ON evidence (consult, number);

  CREATE TABLE migration (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT;
  `,
  `${usageTables}
  INSERT INTO ledger_due SELECT number, 0 FROM consult;
  INSERT INTO ledger_person SELECT DISTINCT person, consult FROM evidence WHERE person IS NOT NULL;`,
  figuresTables,
  vendorReportTables,
  reconciledTables,
  'ALTER TABLE evidence ADD COLUMN carried TEXT;',
  mediaTables,
  // Ids are hashes: in an index of them alone each row of an append dirties a page of its own, which is written twice.
  `
  CREATE TABLE evidence_next (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    consult INTEGER NOT NULL REFERENCES consult (number),
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    provider TEXT NOT NULL,
    person TEXT,
    connection TEXT,
    participant_class TEXT NOT NULL,
    at INTEGER NOT NULL,
    precision INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    sequence INTEGER,
    elapsed INTEGER,
    carried TEXT
  ) STRICT;
  INSERT INTO evidence_next
    SELECT number, id, consult, kind, source, provider, person, connection, participant_class, at, precision, received_at,
      sequence, elapsed, carried
    FROM evidence;
  DROP TABLE evidence;
  ALTER TABLE evidence_next RENAME TO evidence;
  CREATE UNIQUE INDEX evidence_by_consult ON evidence (consult, id);`,
];

/**
 * Checks that the file is a whole ledger of a version that is known, and brings it up to date; without `now`, only checks.
 * Nothing is written before all checks have passed. Throws `LedgerError`, or what node:sqlite throws.
 */
export function prepareSchema(database: DatabaseSync, file: string, now: (() => number) | undefined): void {
  const isNew = pragma(database, 'schema_version') === 0;
  if (!isNew && pragma(database, 'application_id') !== applicationId) {
    throw ledgerError('corrupt', file, new Error('The file is a database, but no ledger.'));
  }
  if (pragma(database, 'user_version') > migrations.length) {
    throw ledgerError('newer-schema', file);
  }
  const verdict: unknown = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {})[0];
  if (verdict !== 'ok') {
    throw ledgerError('corrupt', file, new Error(String(verdict)));
  }
  if (now === undefined) {
    if (pragma(database, 'user_version') < migrations.length) throw ledgerError('older-schema', file);
    return;
  }
  // FULL: a commit returns when its bytes are on disk, not before. Appends dirty the same pages again and again: what is carried
  // over to the file after 16 MB is less than four times what is after 4.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;');
  migrate(database, now);
}

/** Under the write lock, so that two processes which start at once do not both migrate. */
function migrate(database: DatabaseSync, now: () => number): void {
  if (pragma(database, 'user_version') === migrations.length) {
    return;
  }
  database.exec('BEGIN IMMEDIATE');
  try {
    const from = pragma(database, 'user_version');
    for (const [index, migration] of migrations.entries()) {
      if (index >= from) {
        database.exec(migration);
        database.prepare('INSERT INTO migration (version, applied_at) VALUES (?, ?)').run(index + 1, now());
      }
    }
    database.exec(
      `PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}; COMMIT`,
    );
  } catch (error) {
    if (database.isTransaction) {
      database.exec('ROLLBACK');
    }
    throw error;
  }
}

function pragma(database: DatabaseSync, name: string): number {
  const value: unknown = Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  return Number(value);
}
