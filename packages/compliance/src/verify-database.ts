import type { DatabaseSync } from 'node:sqlite';
import type { AuditHead } from './audit-row.ts';
import type { AuditVerification } from './audit-verification.ts';
import { storedRows } from './audit-rows.ts';
import { verifyChain } from './verify-chain.ts';

/** Verifies an open trail: the chain first, for it can name the row, then SQLite's own structures. Never throws. */
export function verifyDatabase(
  database: DatabaseSync,
  expectedHead: AuditHead | undefined,
): AuditVerification {
  let read = 0;
  const counted = function* () {
    for (const each of storedRows(database)) {
      yield each;
      read = each.sequence;
    }
  };
  try {
    const verification = verifyChain(counted(), expectedHead);
    if (verification.result !== 'intact' || isSound(database)) return verification;
    return damaged(read);
  } catch {
    return damaged(read);
  }
}

const isSound = (database: DatabaseSync): boolean =>
  database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check'] === 'ok';

const damaged = (read: number): AuditVerification => ({
  result: 'unreadable',
  fault: 'corrupt',
  message: `The file is damaged; it could be read up to row ${read}. Keep it as it is and restore a copy.`,
});
