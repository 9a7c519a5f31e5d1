import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** A row as it is stored: the payload is the text itself, so that any other spelling of the same value is a change. */
export interface StoredRow {
  readonly sequence: number;
  readonly at: number;
  readonly kind: string;
  readonly tenant: string;
  readonly consultId: string | null;
  readonly payload: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** What the first row follows. */
export const genesisHash = '0'.repeat(64);

/** SHA-256 over the row's canonical JSON (RFC 8785) without the hash itself. */
export function hashOfRow({
  sequence,
  at,
  kind,
  tenant,
  consultId,
  payload,
  previousHash,
}: Omit<StoredRow, 'hash'>): string {
  const text = canonicalize({ format: 1, sequence, at, kind, tenant, consultId, payload, previousHash });
  return createHash('sha256')
    .update(text ?? '', 'utf8')
    .digest('hex');
}
