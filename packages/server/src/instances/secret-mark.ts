import type { PostgresQueries } from '@patchbay/metering';
import { StoreError } from '../consults/open-database.ts';
import { deriveKey } from '../security/derive-key.ts';

/** Tells secrets apart, and is worth nothing else: no key for anything is made of it. */
export const fingerprintOf = (secret: string): string =>
  Buffer.from(deriveKey(secret, 'fingerprint')).toString('hex');

/** Which secret a database's instances have; undefined where none has started yet. Read-only. */
export async function secretMark(queries: PostgresQueries): Promise<string | undefined> {
  const { rows } = await queries.query(`SELECT to_regclass('instance_secret') IS NOT NULL AS made`);
  if (rows[0]?.['made'] !== true) return undefined;
  const { rows: found } = await queries.query('SELECT fingerprint FROM instance_secret');
  return found[0] === undefined ? undefined : String(found[0]['fingerprint']);
}

/**
 * The first instance on a database says which secret is used there, and every other one has the same: with another it would
 * understand nobody, and give the same people other ids. Rejects with `StoreError` (`other-secret`).
 */
export async function agreeOnSecret(
  queries: PostgresQueries,
  {
    fingerprint,
    place,
    now,
  }: { readonly fingerprint: string; readonly place: string; readonly now: () => number },
): Promise<void> {
  await queries.query(
    'INSERT INTO instance_secret (fingerprint, since) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [fingerprint, now()],
  );
  // Waits for whoever is replacing it.
  const { rows } = await queries.query('SELECT fingerprint FROM instance_secret FOR SHARE');
  if (rows[0]?.['fingerprint'] === fingerprint) return;
  const message = `The database ${place} is used with another secret. Give this instance the same one as the others (secret, PATCHBAY_SECRET); to change it, stop them all and run \`patchbay secret replace\`.`;
  throw new StoreError('other-secret', message, place);
}
