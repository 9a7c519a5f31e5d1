import { openPostgresAuditTrail } from '@patchbay/compliance';
import { inTransaction } from '@patchbay/metering';
import type { PatchbayConfig } from '../config/patchbay-config.ts';
import { StoreError } from '../consults/open-database.ts';
import { auditDatabase } from '../database/audit-database.ts';
import { databaseFailure } from '../database/database-failure.ts';
import { databasePlace } from '../database/database-place.ts';
import { migrate } from '../database/migrate.ts';
import { openPool } from '../database/open-pool.ts';
import { serverTenant } from '../observation/server-tenant.ts';
import { instancesAlive } from './listening-session.ts';
import { roomMigrations } from './room-migrations.ts';
import { fingerprintOf, secretMark } from './secret-mark.ts';

/**
 * Says that the config's secret is the one of its database from now on; the audit trail is told. False when it is already.
 * Rejects with `StoreError`: `instances-alive` while any is, whose secret it would not be.
 */
export async function replaceSecret(
  {
    database,
    secret,
  }: Pick<PatchbayConfig, 'secret'> & { readonly database: NonNullable<PatchbayConfig['database']> },
  now: () => number,
): Promise<boolean> {
  const place = databasePlace(database.url);
  const pool = await openPool({ url: database.url, connections: 2, log: () => undefined });
  try {
    await migrate(pool, roomMigrations, now);
    const fingerprint = fingerprintOf(secret);
    const trail = await openPostgresAuditTrail({ database: auditDatabase(pool), now });
    return await inTransaction(pool, async (client) => {
      const before = await secretMark(client);
      if (before === fingerprint) return false;
      // First it is replaced, then looked who is alive: whoever starts meanwhile waits for it, and has another one.
      await client.query(
        `INSERT INTO instance_secret (fingerprint, since) VALUES ($1, $2)
         ON CONFLICT (one) DO UPDATE SET fingerprint = excluded.fingerprint, since = excluded.since`,
        [fingerprint, now()],
      );
      const { size } = await instancesAlive(client);
      if (size > 0) {
        const message = `${size} instances are alive on the database ${place}. Stop them all first: they would understand nobody.`;
        throw new StoreError('instances-alive', message, place);
      }
      // In the trail before it is in force; nothing of either secret.
      const entry = {
        kind: 'secret-replaced',
        tenant: serverTenant,
        consultId: undefined,
        payload: {},
      } as const;
      await trail.append(entry);
      return true;
    });
  } catch (error) {
    throw databaseFailure(place, error);
  } finally {
    await pool.end();
  }
}
