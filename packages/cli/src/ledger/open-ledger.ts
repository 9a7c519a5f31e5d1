import { existsSync } from 'node:fs';
import { type BookedLedger, openSqliteLedger } from '@patchbay/metering';
import { connectDatabase, ledgerFile, type PatchbayConfig } from '@patchbay/server';
import { CommandError } from '../command-error.ts';
import { exitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';

/**
 * Runs some work on the ledger that the config names, and closes it. Makes none where none is: an empty ledger would look like
 * a month without a consult. Unless the work writes, nothing is written, also while a server is running. Rejects with
 * `CommandError`, `StoreError` or `LedgerError`.
 */
export async function withLedger<Result>(
  config: Pick<PatchbayConfig, 'database' | 'dataDirectory'>,
  { now, stderr }: Pick<Io, 'now' | 'stderr'>,
  use: 'reading' | 'writing',
  work: (ledger: BookedLedger) => Promise<Result>,
): Promise<Result> {
  if (config.database !== undefined) {
    const database = await connectDatabase(config.database);
    stderr(`${use === 'reading' ? 'Reading' : 'Opening'} the ledger in ${database.place}\n`);
    try {
      const ledger = await database.openLedger(use, now);
      return await work(ledger).finally(() => ledger.close());
    } finally {
      await database.close();
    }
  }
  const file = ledgerFile(config.dataDirectory);
  if (!existsSync(file)) {
    const message = `There is no ledger at ${file}. Nothing was logged there yet, or the data directory is another one (dataDirectory, PATCHBAY_DATA_DIRECTORY).`;
    throw new CommandError('ledger-missing', message, exitCode.environment);
  }
  stderr(`${use === 'reading' ? 'Reading' : 'Opening'} ${file}\n`);
  const ledger = await openSqliteLedger({ path: file, now, readOnly: use === 'reading' });
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}
