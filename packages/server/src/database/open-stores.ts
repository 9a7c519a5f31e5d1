import { type AuditTrail, openPostgresAuditTrail, openSqliteAuditTrail } from '@patchbay/compliance';
import { type BookedLedger, openPostgresLedger, openSqliteLedger } from '@patchbay/metering';
import type { PatchbayConfig } from '../config/patchbay-config.ts';
import type { ConsultStore } from '../consults/consult-store.ts';
import { openPostgresConsultStore } from '../consults/postgres-consult-store.ts';
import { openSqliteConsultStore } from '../consults/sqlite-consult-store.ts';
import { auditFile, consultsFile, ledgerFile } from '../store-files.ts';
import { auditDatabase } from './audit-database.ts';
import { databasePlace } from './database-place.ts';
import type { DatabasePool } from './database-pool.ts';

export interface StoreOptions {
  readonly config: Pick<PatchbayConfig, 'database' | 'dataDirectory'>;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Consults: in PostgreSQL with a pool, else in a file of the data directory. Rejects with `StoreError`. */
export const openConsults = async (
  pool: DatabasePool | undefined,
  { config: { database, dataDirectory }, now }: StoreOptions,
): Promise<ConsultStore> =>
  pool === undefined || database === undefined
    ? openSqliteConsultStore(consultsFile(dataDirectory))
    : openPostgresConsultStore({ pool, place: databasePlace(database.url), now });

/** The ledger, in the same place. Rejects with `LedgerError`. */
export const openLedger = (
  pool: DatabasePool | undefined,
  { config: { dataDirectory }, now }: StoreOptions,
): Promise<BookedLedger> =>
  pool === undefined
    ? openSqliteLedger({ path: ledgerFile(dataDirectory), now })
    : openPostgresLedger({ pool, now });

/** The audit trail, in the same place. Rejects with `AuditTrailError`. */
export const openAudit = async (
  pool: DatabasePool | undefined,
  { config: { dataDirectory }, now }: StoreOptions,
): Promise<AuditTrail> =>
  pool === undefined
    ? openSqliteAuditTrail({ path: auditFile(dataDirectory), now })
    : openPostgresAuditTrail({ database: auditDatabase(pool), now });
