import type { DatabaseSync } from 'node:sqlite';
import type { AuditHead } from './audit-row.ts';
import type { AuditVerification } from './audit-verification.ts';
import { storedRows } from './audit-rows.ts';
import { createChainCheck } from './chain-check.ts';

/** Verifies an open trail: the chain first, for it can name the row, then SQLite's own structures. Never throws. */
export function verifyDatabase(
  database: DatabaseSync,
  expectedHead: AuditHead | undefined,
): AuditVerification {
  const chain = createChainCheck(expectedHead);
  let read = 0;
  try {
    for (const each of storedRows(database)) {
      const broken = chain.next(each);
      if (broken !== undefined) return broken;
      read = each.sequence;
    }
    const verification = chain.end();
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
