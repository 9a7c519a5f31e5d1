import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { verifyAuditFile } from '@patchbay/compliance';
import { LedgerError, openSqliteLedger } from '@patchbay/metering';
import { auditFile, consultsFile, ledgerFile, type PatchbayConfig } from '@patchbay/server';
import type { Io } from '../io.ts';
import { auditAnswer, databaseFindings } from './database-findings.ts';
import type { Finding } from './finding.ts';

/** Whether the stores can be opened. Makes none that is not there. Never rejects. */
export async function storeFindings(
  { database, dataDirectory, secret }: Pick<PatchbayConfig, 'database' | 'dataDirectory' | 'secret'>,
  { now }: Pick<Io, 'now'>,
): Promise<readonly Finding[]> {
  if (database !== undefined) return databaseFindings(database, secret, { now });
  return [
    examine(consultsFile(dataDirectory), examineConsults),
    await examineAsync(ledgerFile(dataDirectory), (file) => examineLedger(file, now)),
    examine(auditFile(dataDirectory), (file) => auditAnswer(verifyAuditFile(file))),
  ];
}

type Answer = Pick<Finding, 'state' | 'code' | 'message'>;

const examine = (file: string, look: (file: string) => Answer): Finding => ({
  check: 'store',
  subject: file,
  ...(existsSync(file) ? look(file) : examineAbsent(file)),
});

const examineAsync = async (file: string, look: (file: string) => Promise<Answer>): Promise<Finding> => ({
  check: 'store',
  subject: file,
  ...(existsSync(file) ? await look(file) : examineAbsent(file)),
});

/** A store that is not there yet is made by the server, if it may write there. */
function examineAbsent(file: string): Answer {
  let directory = dirname(file);
  while (!existsSync(directory) && directory !== dirname(directory)) directory = dirname(directory);
  try {
    accessSync(directory, constants.W_OK | constants.X_OK);
    return {
      state: 'ok',
      code: 'store-absent',
      message: 'Not there yet; the server makes it when it starts.',
    };
  } catch {
    const message = `Not there yet, and ${directory} may not be written.`;
    return { state: 'unavailable', code: 'store-unavailable', message };
  }
}

function examineConsults(file: string): Answer {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    const [fault] = database.prepare('PRAGMA quick_check(1)').all();
    if (fault?.['quick_check'] === 'ok')
      return { state: 'ok', code: 'store-sound', message: 'It can be read.' };
    return damaged;
  } catch {
    return damaged;
  } finally {
    database?.close();
  }
}

const damaged: Answer = {
  state: 'unavailable',
  code: 'store-corrupt',
  message:
    'It is damaged or no database. It was left as it is: restore a copy, or move it away to begin anew.',
};

async function examineLedger(path: string, now: () => number): Promise<Answer> {
  try {
    const ledger = await openSqliteLedger({ path, now });
    const { writable, rows, detail } = await ledger.health();
    await ledger.close();
    if (!writable) return { state: 'unavailable', code: 'ledger-not-writable', message: detail };
    return {
      state: 'ok',
      code: 'store-sound',
      message: `It can be read and written; ${rows} rows of evidence.`,
    };
  } catch (error) {
    if (error instanceof LedgerError) {
      return { state: 'unavailable', code: `ledger-${error.code}`, message: error.message };
    }
    throw error;
  }
}
