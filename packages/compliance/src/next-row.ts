import { genesisHash, hashOfRow, type StoredRow } from './audit-hash.ts';
import type { AuditEntry, AuditHead } from './audit-row.ts';

/** The row that follows the head, whatever the trail is kept in; the first one of a trail without rows. */
export function nextRow(
  head: AuditHead | undefined,
  { kind, tenant, consultId }: AuditEntry,
  payload: string,
  at: number,
): StoredRow {
  const unsigned = {
    sequence: (head?.sequence ?? 0) + 1,
    at,
    kind,
    tenant,
    consultId: consultId ?? null,
    payload,
    previousHash: head?.hash ?? genesisHash,
  };
  return { ...unsigned, hash: hashOfRow(unsigned) };
}
