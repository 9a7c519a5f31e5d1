import type { AuditFault, AuditVerification } from './audit-verification.ts';
import { genesisHash, hashOfRow, type StoredRow } from './audit-hash.ts';
import type { AuditHead } from './audit-row.ts';

/** Computes a chain again, row by row. */
export interface ChainCheck {
  /** Takes the next row; what is wrong with it, or undefined when the chain is whole so far. */
  next(each: {
    readonly sequence: number;
    readonly row: StoredRow | undefined;
  }): AuditVerification | undefined;
  /** After the last row. */
  end(): AuditVerification;
}

/**
 * Rows cut off the end are found only with an expected head, for what is left of the chain is whole.
 */
export function createChainCheck(expectedHead?: AuditHead): ChainCheck {
  let head: AuditHead | undefined;
  let reached = expectedHead === undefined;
  return {
    next: ({ sequence, row }) => {
      const expected = (head?.sequence ?? 0) + 1;
      if (sequence !== expected) return broken(expected, 'row-missing', `Row ${expected} is missing.`);
      if (row === undefined || hashOfRow(row) !== row.hash) {
        const message = `Row ${sequence} was changed: its hash does not fit what it says.`;
        return broken(sequence, 'row-changed', message);
      }
      if (row.previousHash !== (head?.hash ?? genesisHash)) {
        const message = `Row ${sequence} does not follow the row before it: one of them was replaced.`;
        return broken(sequence, 'link-broken', message);
      }
      if (expectedHead?.sequence === sequence) {
        if (expectedHead.hash !== row.hash) {
          const message = `Row ${sequence} is not the row that was the head before.`;
          return broken(sequence, 'head-differs', message);
        }
        reached = true;
      }
      head = { sequence, hash: row.hash };
      return undefined;
    },
    end: () => {
      const rows = head?.sequence ?? 0;
      if (reached) return { result: 'intact', rows, head };
      const message = `The trail ends after row ${rows} and does not reach the expected head: rows were cut off.`;
      return broken(rows + 1, 'head-missing', message);
    },
  };
}

const broken = (sequence: number, fault: AuditFault, message: string): AuditVerification => ({
  result: 'broken',
  sequence,
  fault,
  message,
});
