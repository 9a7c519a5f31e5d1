import type { AuditFault, AuditVerification } from './audit-verification.ts';
import { genesisHash, hashOfRow, type StoredRow } from './audit-hash.ts';
import type { AuditHead } from './audit-row.ts';

type Rows = Iterable<{ readonly sequence: number; readonly row: StoredRow | undefined }>;

/**
 * Computes the chain again, row by row, and stops at the first that is wrong. Rows cut off the end are found only with an
 * expected head, for what is left of the chain is whole.
 */
export function verifyChain(rows: Rows, expectedHead?: AuditHead): AuditVerification {
  let head: AuditHead | undefined;
  let reached = expectedHead === undefined;
  for (const { sequence, row } of rows) {
    const expected = (head?.sequence ?? 0) + 1;
    if (sequence !== expected) return broken(expected, 'row-missing', `Row ${expected} is missing.`);
    if (row === undefined || hashOfRow(row) !== row.hash) {
      return broken(
        sequence,
        'row-changed',
        `Row ${sequence} was changed: its hash does not fit what it says.`,
      );
    }
    if (row.previousHash !== (head?.hash ?? genesisHash)) {
      return broken(
        sequence,
        'link-broken',
        `Row ${sequence} does not follow the row before it: one of them was replaced.`,
      );
    }
    if (expectedHead?.sequence === sequence) {
      if (expectedHead.hash !== row.hash) {
        return broken(sequence, 'head-differs', `Row ${sequence} is not the row that was the head before.`);
      }
      reached = true;
    }
    head = { sequence, hash: row.hash };
  }
  const rowsRead = head?.sequence ?? 0;
  if (reached) return { result: 'intact', rows: rowsRead, head };
  return broken(
    rowsRead + 1,
    'head-missing',
    `The trail ends after row ${rowsRead} and does not reach the expected head: rows were cut off.`,
  );
}

const broken = (sequence: number, fault: AuditFault, message: string): AuditVerification => ({
  result: 'broken',
  sequence,
  fault,
  message,
});
