import {
  type AuditHead,
  AuditTrailError,
  carryAudit,
  openPostgresAuditTrail,
  verifyAuditFile,
} from '@patchbay/compliance';
import type { Evidence } from '@patchbay/contract';
import {
  type BookedLedger,
  inspectLedger,
  inTransaction,
  type LedgerInspection,
  openPostgresLedger,
  openSqliteLedger,
  type PostgresQueries,
} from '@patchbay/metering';
import type { PatchbayConfig } from '../config/patchbay-config.ts';
import { StoreError } from '../consults/open-database.ts';
import { consultMigrations } from '../consults/postgres-consult-schema.ts';
import { auditDatabase } from '../database/audit-database.ts';
import { databaseFailure } from '../database/database-failure.ts';
import { databasePlace } from '../database/database-place.ts';
import type { DatabasePool } from '../database/database-pool.ts';
import { migrate } from '../database/migrate.ts';
import { openPool } from '../database/open-pool.ts';
import { instancesAlive } from '../instances/listening-session.ts';
import { type CarriedConsults, carryConsults } from './carry-consults.ts';
import { type CarrySource, openCarrySource } from './open-carry-source.ts';

export interface CarryOverOptions {
  /** The data directory of a server that is stopped. */
  readonly directory: string;
  readonly database: NonNullable<PatchbayConfig['database']>;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly progress: (sentence: string) => void;
}

export interface CarriedOver extends CarriedConsults {
  /** The same in the file and in the database. */
  readonly auditHead: AuditHead | undefined;
  /** Rows of evidence that were copied, and those that an earlier attempt had copied. */
  readonly evidence: { readonly copied: number; readonly known: number };
  /** What the ledger in the file has beyond its evidence, and the one in the database has not. */
  readonly leftBehind: Pick<LedgerInspection, 'consultsForgotten'> & {
    readonly closedMonths: readonly string[];
  };
}

/** Appended in one transaction. */
const atOnce = 500;

/**
 * Copies what a server kept in files to an empty database. First the evidence, which may be broken off and begun again; then
 * consults and the audit trail, all of them or none. The files are only read. Rejects with `StoreError`, `LedgerError` or
 * `AuditTrailError`.
 */
export async function carryOver(options: CarryOverOptions): Promise<CarriedOver> {
  const { directory, database, now, progress } = options;
  const place = databasePlace(database.url);
  const source = openCarrySource(directory);
  let pool: DatabasePool | undefined;
  try {
    checkTrail(source);
    pool = await openPool({ url: database.url, connections: 3, log: () => undefined });
    await migrate(pool, consultMigrations, now);
    await openPostgresAuditTrail({ database: auditDatabase(pool), now });
    await checkUnused(pool, place);
    const from = await openSqliteLedger({ path: source.ledgerPath, now, readOnly: true });
    const to = await openPostgresLedger({ pool, now });
    try {
      const inspection = await from.read(() => inspectLedger(from.dialect));
      await begin(pool, place, source, to);
      progress(`Copying ${inspection.rows} rows of evidence`);
      const evidence = await copyEvidence(from, to);
      await checkEvidence(inspection, to, place);
      progress('Copying consults and the audit trail');
      const rest = await copyRest(pool, place, source, now);
      const { consultsForgotten, closedMonths } = inspection;
      const leftBehind = { consultsForgotten, closedMonths: closedMonths.map(({ month }) => month) };
      return { ...rest, evidence, leftBehind };
    } finally {
      await from.close();
      await to.close();
    }
  } catch (error) {
    throw error instanceof Error && 'severity' in error ? databaseFailure(place, error) : error;
  } finally {
    source.close();
    await pool?.end();
  }
}

/** Before anything is copied; the chain is computed once more while it is. */
function checkTrail({ auditPath }: CarrySource): void {
  const verification = verifyAuditFile(auditPath);
  if (verification.result === 'intact') return;
  const message = `The audit trail ${auditPath} is not whole, and nothing was carried over. ${verification.message}`;
  throw new AuditTrailError('corrupt', message);
}

const notEmpty = (place: string): StoreError =>
  new StoreError(
    'store-not-empty',
    `The database ${place} is not empty. Carry over to an empty one: what two servers did does not make one trail.`,
    place,
  );

async function checkUnused(queries: PostgresQueries, place: string): Promise<void> {
  const { size } = await instancesAlive(queries);
  if (size > 0) {
    const message = `${size} instances are alive on the database ${place}. Start them when all is carried over.`;
    throw new StoreError('instances-alive', message, place);
  }
  const { rows } = await queries.query(
    'SELECT EXISTS (SELECT 1 FROM consult) OR EXISTS (SELECT 1 FROM audit_trail) AS used',
  );
  if (rows[0]?.['used'] === true) throw notEmpty(place);
}

/** Evidence may be there already, if it was copied from the same files by an attempt that was broken off. */
async function begin(
  queries: PostgresQueries,
  place: string,
  { consults }: CarrySource,
  to: BookedLedger,
): Promise<void> {
  // Ids are random: the first consult is that of no other server.
  const [first] = consults.prepare('SELECT id FROM consult ORDER BY created_at, id LIMIT 1').all();
  const source = String(first?.['id'] ?? '');
  const { rows } = await queries.query('SELECT source FROM consult_carry_over');
  if (rows[0]?.['source'] === source) return;
  if (rows.length > 0 || (await to.health()).rows > 0) throw notEmpty(place);
  await queries.query('INSERT INTO consult_carry_over (source) VALUES ($1)', [source]);
}

async function copyEvidence(from: BookedLedger, to: BookedLedger): Promise<CarriedOver['evidence']> {
  const counts = { copied: 0, known: 0 };
  let batch: Evidence[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    const { accepted, duplicates } = await to.append(batch);
    counts.copied += accepted.length;
    counts.known += duplicates.length;
    batch = [];
  };
  for await (const rows of from.evidenceBetween({ from: 0, to: Number.MAX_SAFE_INTEGER }))
    for (const row of rows) {
      batch.push(row);
      if (batch.length === atOnce) await flush();
    }
  await flush();
  return counts;
}

async function checkEvidence(
  { rows: expected }: LedgerInspection,
  to: BookedLedger,
  place: string,
): Promise<void> {
  // Counted, for a large ledger's health has only an estimate.
  const { rows } = await to.read(() => inspectLedger(to.dialect));
  if (rows === expected) return;
  const message = `The database ${place} has ${rows} rows of evidence, and the files ${expected}. Empty the database, and begin anew.`;
  throw new StoreError('store-not-empty', message, place);
}

/** One transaction. */
const copyRest = (
  pool: DatabasePool,
  place: string,
  source: CarrySource,
  now: () => number,
): Promise<CarriedConsults & Pick<CarriedOver, 'auditHead'>> =>
  inTransaction(pool, async (client) => {
    await client.query('SET LOCAL synchronous_commit = on');
    await client.query('LOCK TABLE consult IN SHARE ROW EXCLUSIVE MODE');
    await checkUnused(client, place);
    const auditHead = await carryAudit(source.auditPath, client);
    const counts = await carryConsults(source.consults, client);
    await client.query('UPDATE consult_carry_over SET finished_at = $1', [now()]);
    if (source.hasChanged()) {
      const message =
        'Somebody has written to the files meanwhile. Stop the server that runs on them, and try again.';
      throw new StoreError('source-in-use', message, place);
    }
    return { ...counts, auditHead };
  });
