import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import type { AuditHead } from './audit-row.ts';
import type { AuditVerification } from './audit-verification.ts';
import { isAuditTrail } from './audit-schema.ts';
import { sqliteFailure } from './sqlite-failure.ts';
import { verifyDatabase } from './verify-database.ts';

/**
 * Verifies a trail's file without writing to it, also while a server appends to it. Never throws: a file that is missing,
 * damaged or something else is `unreadable`. With the head of an earlier day, rows cut off the end are found as well.
 */
export function verifyAuditFile(path: string, expectedHead?: AuditHead): AuditVerification {
  if (!existsSync(path)) return unreadable('missing', 'There is no such file: check the path.');
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(readOnlyUrl(path), { readOnly: true, timeout: 5000 });
    if (!isAuditTrail(database)) {
      return unreadable(
        'not-an-audit-trail',
        'The file is no audit trail, or its header was changed: check the path.',
      );
    }
    return verifyDatabase(database, expectedHead);
  } catch (error) {
    return sqliteFailure(error) === 'corrupt'
      ? unreadable(
          'corrupt',
          'The file is damaged or no database; no row could be read. Keep it as it is and restore a copy.',
        )
      : unreadable('cannot-open', 'The file cannot be opened: check its permissions, and that it is a file.');
  } finally {
    database?.close();
  }
}

// A trail at rest is opened as immutable, so that nothing is made beside a piece of evidence, not even on a read-only disk.
function readOnlyUrl(path: string): URL {
  const url = pathToFileURL(path);
  if (!existsSync(`${path}-wal`)) url.searchParams.set('immutable', '1');
  return url;
}

const unreadable = (
  fault: 'missing' | 'corrupt' | 'not-an-audit-trail' | 'cannot-open',
  message: string,
): AuditVerification => ({ result: 'unreadable', fault, message });
