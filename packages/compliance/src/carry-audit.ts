import { DatabaseSync } from 'node:sqlite';
import type { AuditQueries } from './audit-database.ts';
import type { StoredRow } from './audit-hash.ts';
import type { AuditHead } from './audit-row.ts';
import { storedRows } from './audit-rows.ts';
import { AuditTrailError } from './audit-trail-error.ts';
import { isAuditTrail } from './audit-schema.ts';
import { createChainCheck } from './chain-check.ts';
import { insertAuditRows, postgresHead } from './postgres-audit-rows.ts';
import { lockHead } from './postgres-audit-schema.ts';
import { verifyPostgresAudit } from './verify-postgres-audit.ts';

/** Inserted with one statement. */
const atOnce = 1_000;

/**
 * Copies the trail in a file to an empty one in PostgreSQL, within a transaction of the caller's: the same rows with the same
 * hashes. The chain is verified as it is read, and again as it was written. The file is only read. Rejects with
 * `AuditTrailError`: `not-empty`, `not-an-audit-trail`, `corrupt` where the chain is broken; then roll back.
 */
export async function carryAudit(path: string, queries: AuditQueries): Promise<AuditHead | undefined> {
  await queries.query(lockHead);
  if ((await postgresHead(queries)) !== undefined) {
    throw new AuditTrailError('not-empty', 'There is an audit trail in the database already.');
  }
  const source = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    if (!isAuditTrail(source)) {
      throw new AuditTrailError('not-an-audit-trail', 'The file is no audit trail: check the path.');
    }
    const head = await copyRows(source, queries);
    const written = await verifyPostgresAudit(queries, head);
    if (written.result === 'intact' && written.head?.hash === head?.hash) return head;
    throw new AuditTrailError('write-failed', 'The audit trail in the database is not the one in the file.');
  } finally {
    source.close();
  }
}

async function copyRows(source: DatabaseSync, queries: AuditQueries): Promise<AuditHead | undefined> {
  const chain = createChainCheck();
  let batch: StoredRow[] = [];
  for (const each of storedRows(source)) {
    const fault = chain.next(each);
    if (fault !== undefined || each.row === undefined) throw broken(fault);
    batch.push(each.row);
    if (batch.length < atOnce) continue;
    await insertAuditRows(queries, batch);
    batch = [];
  }
  if (batch.length > 0) await insertAuditRows(queries, batch);
  const whole = chain.end();
  if (whole.result !== 'intact') throw broken(whole);
  return whole.head;
}

function broken(fault: object | undefined): AuditTrailError {
  const what = fault !== undefined && 'message' in fault ? String(fault.message) : 'A row cannot be read.';
  return new AuditTrailError('corrupt', `The audit trail is not whole, and is not carried over. ${what}`);
}
