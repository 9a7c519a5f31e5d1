import type { AuditDatabase } from './audit-database.ts';
import type { AuditHead } from './audit-row.ts';
import type { AuditVerification } from './audit-verification.ts';
import { postgresRows } from './postgres-audit-rows.ts';
import { createChainCheck } from './chain-check.ts';

/**
 * Verifies the trail in a database without writing to it, also while servers append to it. Never rejects: a trail that is not
 * there, or cannot be read, is `unreadable`.
 */
export async function verifyPostgresAudit(
  database: Pick<AuditDatabase, 'query'>,
  expectedHead?: AuditHead,
): Promise<AuditVerification> {
  const chain = createChainCheck(expectedHead);
  let read = 0;
  try {
    for await (const each of postgresRows(database)) {
      const broken = chain.next(each);
      if (broken !== undefined) return broken;
      read = each.sequence;
    }
    return chain.end();
  } catch (error) {
    return unreadable(stateOf(error), read);
  }
}

/** SQLSTATE by its beginning: https://www.postgresql.org/docs/current/errcodes-appendix.html. */
function unreadable(state: string, read: number): AuditVerification {
  const result = 'unreadable';
  if (state === '42P01')
    return { result, fault: 'missing', message: 'There is no audit trail in this database.' };
  if (state === '42703') {
    const message = 'The table audit_trail in this database is something else.';
    return { result, fault: 'not-an-audit-trail', message };
  }
  if (state.startsWith('XX')) {
    const message = `The table is damaged; it could be read up to row ${read}. Keep it as it is and restore a copy.`;
    return { result, fault: 'corrupt', message };
  }
  const message = `The database cannot be read any further than row ${read}. Check that it runs and lets you in.`;
  return { result, fault: 'cannot-open', message };
}

const stateOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
