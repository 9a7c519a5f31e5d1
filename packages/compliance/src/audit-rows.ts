import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { AuditKind, AuditRow, ConsultAuditEntry } from './audit-row.ts';
import type { StoredRow } from './audit-hash.ts';

const columns = 'sequence, at, kind, tenant, consult_id, payload, previous_hash, hash';

/** Rows in order, as they are stored; undefined for one whose values are not of the right kind. */
export function* storedRows(
  database: DatabaseSync,
  where = 'TRUE',
  parameters: readonly SQLInputValue[] = [],
): Generator<{ readonly sequence: number; readonly row: StoredRow | undefined }> {
  const statement = database.prepare(`SELECT ${columns} FROM audit_trail WHERE ${where} ORDER BY sequence`);
  // A damaged number may be larger than a JavaScript number holds.
  statement.setReadBigInts(true);
  for (const values of statement.iterate(...parameters)) {
    yield { sequence: Number(values['sequence']), row: storedRow(values) };
  }
}

function storedRow(values: Record<string, SQLOutputValue>): StoredRow | undefined {
  const {
    sequence,
    at,
    kind,
    tenant,
    consult_id: consultId,
    payload,
    previous_hash: previousHash,
    hash,
  } = values;
  if (typeof sequence !== 'bigint' || typeof at !== 'bigint') return undefined;
  if (typeof kind !== 'string' || typeof tenant !== 'string' || typeof payload !== 'string') return undefined;
  if (typeof consultId !== 'string' && consultId !== null) return undefined;
  if (typeof previousHash !== 'string' || typeof hash !== 'string') return undefined;
  return { sequence: Number(sequence), at: Number(at), kind, tenant, consultId, payload, previousHash, hash };
}

/** The last row's sequence and hash. */
export function lastRow(
  database: DatabaseSync,
): { readonly sequence: number; readonly hash: string } | undefined {
  const row = database.prepare('SELECT sequence, hash FROM audit_trail ORDER BY sequence DESC LIMIT 1').get();
  return row === undefined ? undefined : { sequence: Number(row['sequence']), hash: String(row['hash']) };
}

/** Whether there is a row of this kind about this consult. */
export const isTold = (database: DatabaseSync, { consultId, kind }: ConsultAuditEntry): boolean =>
  database.prepare('SELECT 1 FROM audit_trail WHERE consult_id = ? AND kind = ?').get(consultId, kind) !==
  undefined;

/** A stored row with its payload read. */
export const auditRowOf = ({
  sequence,
  at,
  kind,
  tenant,
  consultId,
  payload,
  previousHash,
  hash,
}: StoredRow): AuditRow => ({
  sequence,
  at,
  kind: kind as AuditKind,
  tenant,
  consultId: consultId ?? undefined,
  payload: JSON.parse(payload) as AuditRow['payload'],
  previousHash,
  hash,
});
