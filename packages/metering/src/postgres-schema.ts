import { monthOf } from './clip-connection.ts';
import { LedgerError } from './ledger-error.ts';
import { postgresError } from './postgres-error.ts';
import { inTransaction, type PostgresPool, type PostgresQueries } from './postgres-port.ts';
import { figuresTables } from './figures-tables.ts';
import { mediaTables } from './media-tables.ts';
import { reconciledTables } from './reconciled-tables.ts';
import { usageTables } from './usage-tables.ts';
import { vendorReportTables } from './vendor-report-tables.ts';

/** One step per schema version; a step is never changed once it was released. */
const migrations: readonly string[] = [
  `
  CREATE TABLE ledger_consult (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant text NOT NULL,
    consult_id text NOT NULL,
    month date NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    UNIQUE (consult_id, tenant)
  );
  CREATE INDEX ledger_consult_by_first ON ledger_consult (first);
  CREATE INDEX ledger_consult_by_last ON ledger_consult (last);

  CREATE SEQUENCE ledger_arrival;
  CREATE TABLE ledger_evidence (
    month date NOT NULL,
    number bigint NOT NULL DEFAULT nextval('ledger_arrival'),
    id text NOT NULL,
    consult bigint NOT NULL,
    kind text NOT NULL,
    source text NOT NULL,
    provider text NOT NULL,
    person text,
    connection text,
    participant_class text NOT NULL,
    at bigint NOT NULL,
    precision bigint NOT NULL,
    received_at bigint NOT NULL,
    sequence bigint,
    elapsed bigint,
    PRIMARY KEY (month, id)
  ) PARTITION BY RANGE (month);
  CREATE INDEX ledger_evidence_by_consult ON ledger_evidence (consult, number);
  `,
  `${usageTables}
  INSERT INTO ledger_due SELECT number, 0 FROM ledger_consult;
  INSERT INTO ledger_person SELECT DISTINCT person, consult FROM ledger_evidence WHERE person IS NOT NULL;`,
  // With every fact a consult's end moves. Where no index but this kind knows of it (since PostgreSQL 16), and the page has room,
  // nothing but the row itself is written then.
  `
  DROP INDEX ledger_consult_by_last;
  CREATE INDEX ledger_consult_by_last ON ledger_consult USING brin (last) WITH (autosummarize = on);
  ALTER TABLE ledger_consult SET (fillfactor = 70);
  `,
  figuresTables,
  vendorReportTables,
  reconciledTables,
  // No row is written anew for it: a moment's lock.
  'ALTER TABLE ledger_evidence ADD COLUMN carried text;',
  // Ids are hashes, and hold their consult's: by consult one index serves for both, and new rows are where a day's others are.
  `
  ALTER TABLE ledger_evidence DROP CONSTRAINT ledger_evidence_pkey;
  ALTER TABLE ledger_evidence ADD PRIMARY KEY (consult, id, month);
  DROP INDEX ledger_evidence_by_consult;
  `,
  mediaTables,
];

/** Any number that nobody else locks by; one instance at a time changes the schema. */
const schemaLock = 0x50_42_4c_47;

/** Brings the schema up to date, under a lock: instances that start at once do not both migrate. Throws `LedgerError`. */
export async function preparePostgres(pool: PostgresPool, now: () => number): Promise<void> {
  await inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [schemaLock]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS ledger_migration (version integer PRIMARY KEY, applied_at bigint NOT NULL)',
    );
    const { rows } = await client.query('SELECT coalesce(max(version), 0) AS version FROM ledger_migration');
    const version = Number(rows[0]?.['version']);
    if (version > migrations.length) throw postgresError('newer-schema');
    for (const [index, migration] of migrations.entries()) {
      if (index < version) continue;
      await client.query(migration);
      await client.query('INSERT INTO ledger_migration VALUES ($1, $2)', [index + 1, now()]);
    }
  });
}

/** For whoever only reads: that the schema is there, and of this version. Throws `LedgerError`. */
export async function checkPostgres(pool: PostgresPool): Promise<void> {
  const { rows } = await pool.query("SELECT to_regclass('ledger_migration') IS NOT NULL AS made");
  if (rows[0]?.['made'] !== true) {
    throw new LedgerError(
      'unavailable',
      'There is no ledger in this database. Start the server once, which makes it.',
    );
  }
  const { rows: found } = await pool.query('SELECT max(version) AS version FROM ledger_migration');
  const version = Number(found[0]?.['version']);
  if (version !== migrations.length) {
    throw postgresError(version > migrations.length ? 'newer-schema' : 'older-schema');
  }
}

/**
 * Makes the partition of a month (`YYYY-MM-01`). The table is made by itself and attached afterwards: attaching an empty table
 * stops no reader and no writer, as making it a partition at once would.
 */
export async function makePartition(pool: PostgresPool, month: string): Promise<void> {
  const name = `ledger_evidence_${month.slice(0, 7).replace('-', '_')}`;
  await inTransaction(pool, async (client) => {
    await client.query('SELECT pg_advisory_xact_lock($1)', [schemaLock]);
    if (await isAttached(client, name)) return;
    await client.query(
      `CREATE TABLE ${name} (LIKE ledger_evidence INCLUDING DEFAULTS INCLUDING CONSTRAINTS)`,
    );
    await client.query(
      `ALTER TABLE ledger_evidence ATTACH PARTITION ${name} FOR VALUES FROM ('${month}') TO ('${monthAfter(month)}')`,
    );
  });
}

async function isAttached(client: PostgresQueries, name: string): Promise<boolean> {
  const { rows } = await client.query(
    'SELECT 1 FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE relname = $1 AND inhparent = $2::regclass',
    [name, 'ledger_evidence'],
  );
  return rows.length > 0;
}

/** The first day of the month that an instant is in (UTC), as a date. */
export const firstDayOf = (at: number): string => `${monthOf(at)}-01`;

function monthAfter(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return firstDayOf(Date.UTC(year, number, 1));
}
