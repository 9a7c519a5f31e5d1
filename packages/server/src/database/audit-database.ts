import type { AuditDatabase } from '@patchbay/compliance';
import { inTransaction } from '@patchbay/metering';
import type { DatabasePool } from './database-pool.ts';

/** A pool as the audit trail uses it. */
export const auditDatabase = (pool: DatabasePool): AuditDatabase => ({
  query: (text, values) => pool.query(text, values),
  transact: (work) => inTransaction(pool, work),
});
