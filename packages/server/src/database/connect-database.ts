import {
  type AuditHead,
  type AuditVerification,
  auditSchemaVersion,
  verifyPostgresAudit,
} from '@patchbay/compliance';
import { type BookedLedger, openPostgresLedger } from '@patchbay/metering';
import type { PatchbayConfig } from '../config/patchbay-config.ts';
import { consultMigrations } from '../consults/postgres-consult-schema.ts';
import { roomMigrations } from '../instances/room-migrations.ts';
import { fingerprintOf, secretMark } from '../instances/secret-mark.ts';
import { databaseFailure } from './database-failure.ts';
import { databasePlace } from './database-place.ts';
import { openPool } from './open-pool.ts';

/** A configured database, for whoever looks at it from outside of a server. */
export interface ConnectedDatabase {
  /** Where it is, without who connects to it. */
  readonly place: string;
  /** Read-only: makes and migrates nothing. Rejects with `LedgerError`. */
  openLedger(use: 'reading' | 'writing', now: () => number): Promise<BookedLedger>;
  /** Never rejects. */
  verifyAudit(expectedHead?: AuditHead): Promise<AuditVerification>;
  /** The schemas of this server's own tables; `found` is 0 where there are none yet. Rejects with `StoreError`. */
  schemas(): Promise<readonly DatabaseSchema[]>;
  /** Whether its instances have this secret; undefined where none has started yet. Rejects with `StoreError`. */
  hasSecret(secret: string): Promise<boolean | undefined>;
  close(): Promise<void>;
}

export interface DatabaseSchema {
  readonly store: 'consults' | 'rooms' | 'audit' | 'ledger';
  readonly found: number;
  /** The newest that this version knows; undefined where the store itself says whether it is too new. */
  readonly known: number | undefined;
}

const tables = [
  ['consults', consultMigrations.table, consultMigrations.steps.length],
  ['rooms', roomMigrations.table, roomMigrations.steps.length],
  ['audit', 'audit_migration', auditSchemaVersion],
  ['ledger', 'ledger_migration', undefined],
] as const;

/** Rejects with `StoreError` when the database cannot be reached. */
export async function connectDatabase({
  url,
}: NonNullable<PatchbayConfig['database']>): Promise<ConnectedDatabase> {
  const place = databasePlace(url);
  const pool = await openPool({ url, connections: 2, log: () => undefined });
  const versionIn = async (table: string): Promise<number> => {
    const { rows } = await pool.query('SELECT to_regclass($1) IS NOT NULL AS made', [table]);
    if (rows[0]?.['made'] !== true) return 0;
    const { rows: found } = await pool.query(`SELECT coalesce(max(version), 0) AS version FROM ${table}`);
    return Number(found[0]?.['version']);
  };
  return {
    place,
    openLedger: (use, now) => openPostgresLedger({ pool, now, readOnly: use === 'reading' }),
    verifyAudit: (expectedHead) => verifyPostgresAudit(pool, expectedHead),
    schemas: async () => {
      try {
        const found: DatabaseSchema[] = [];
        for (const [store, table, known] of tables)
          found.push({ store, found: await versionIn(table), known });
        return found;
      } catch (error) {
        throw databaseFailure(place, error);
      }
    },
    hasSecret: async (secret) => {
      try {
        const mark = await secretMark(pool);
        return mark === undefined ? undefined : mark === fingerprintOf(secret);
      } catch (error) {
        throw databaseFailure(place, error);
      }
    },
    close: () => pool.end(),
  };
}
