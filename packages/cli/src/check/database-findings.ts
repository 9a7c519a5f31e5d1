import type { AuditVerification } from '@patchbay/compliance';
import { LedgerError } from '@patchbay/metering';
import {
  type ConnectedDatabase,
  connectDatabase,
  type DatabaseSchema,
  type PatchbayConfig,
  StoreError,
} from '@patchbay/server';
import type { Io } from '../io.ts';
import type { Finding } from './finding.ts';

type Answer = Pick<Finding, 'state' | 'code' | 'message'>;

/** Whether the database can be reached, and what is kept there can be used. Makes and migrates nothing. Never rejects. */
export async function databaseFindings(
  settings: NonNullable<PatchbayConfig['database']>,
  secret: string,
  { now }: Pick<Io, 'now'>,
): Promise<readonly Finding[]> {
  let database: ConnectedDatabase;
  try {
    database = await connectDatabase(settings);
  } catch (error) {
    if (error instanceof StoreError) return [finding(error.file, unavailable(error.code, error.message))];
    throw error;
  }
  try {
    const reachable = finding(database.place, {
      state: 'ok',
      code: 'database-reachable',
      message: 'PostgreSQL answers; consults, audit trail and ledger are kept there.',
    });
    const findings = [reachable];
    if ((await database.hasSecret(secret)) === false) findings.push(finding(database.place, otherSecret));
    for (const schema of await database.schemas())
      findings.push(finding(`${database.place} ${schema.store}`, await examine(database, schema, now)));
    return findings;
  } catch (error) {
    if (error instanceof StoreError) return [finding(error.file, unavailable(error.code, error.message))];
    throw error;
  } finally {
    await database.close();
  }
}

const otherSecret: Answer = {
  state: 'failed',
  code: 'other-secret',
  message:
    'It is used with another secret: a server with this one does not start. Give it the same as the others (secret, PATCHBAY_SECRET).',
};

const finding = (subject: string, answer: Answer): Finding => ({ check: 'store', subject, ...answer });

const unavailable = (code: string, message: string): Answer => ({ state: 'unavailable', code, message });

async function examine(
  database: ConnectedDatabase,
  { store, found, known }: DatabaseSchema,
  now: () => number,
): Promise<Answer> {
  if (found === 0) {
    const message = 'Not there yet; the server makes its tables when it starts.';
    return { state: 'ok', code: 'store-absent', message };
  }
  if (known !== undefined && found > known) {
    return unavailable(
      'store-too-new',
      'Written by a later version of Patchbay. Update Patchbay to go on with it.',
    );
  }
  if (store === 'audit') return auditAnswer(await database.verifyAudit());
  if (store === 'ledger') return examineLedger(database, now);
  return { state: 'ok', code: 'store-sound', message: 'Its tables are there.' };
}

async function examineLedger(database: ConnectedDatabase, now: () => number): Promise<Answer> {
  try {
    const ledger = await database.openLedger('reading', now);
    const { rows } = await ledger.health();
    await ledger.close();
    return { state: 'ok', code: 'store-sound', message: `It can be read; ${rows} rows of evidence.` };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    if (error.code !== 'older-schema') return unavailable(`ledger-${error.code}`, error.message);
    const message = 'Written by an earlier version; the server brings its tables up to date when it starts.';
    return { state: 'amber', code: 'store-older', message };
  }
}

/** What a verification of the chain means to `check`. */
export function auditAnswer(verification: AuditVerification): Answer {
  switch (verification.result) {
    case 'intact': {
      const message = `The chain of ${verification.rows} rows is whole.`;
      return { state: 'ok', code: 'audit-intact', message };
    }
    case 'broken':
      return { state: 'failed', code: `audit-${verification.fault}`, message: verification.message };
    case 'unreadable':
      return unavailable(`audit-${verification.fault}`, verification.message);
  }
}
