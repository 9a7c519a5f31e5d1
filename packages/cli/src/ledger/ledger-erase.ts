import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ledgerPerson } from '@patchbay/server';
import { CommandError } from '../command-error.ts';
import { type GlobalOptions, readConfig } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';
import { bookOf } from './book-of.ts';
import { withLedger } from './open-ledger.ts';

export interface LedgerEraseOptions extends GlobalOptions {
  readonly tenant: string;
  /** A file that holds the app's key for the person: on a command line it would stay in the shell's history. */
  readonly userKeyFile: string;
}

/** Makes a person's consults unlinkable, to the person and to each other; the minutes stay. */
export async function ledgerEraseCommand(options: LedgerEraseOptions, io: Io): Promise<ExitCode> {
  const { tenant, userKeyFile } = options;
  const config = await readConfig(options, io);
  if (config.ephemeral.secret !== undefined) {
    const message =
      'The secret was made up for this run, so nobody in the ledger could be found by it. Give the server’s own (secret, PATCHBAY_SECRET).';
    throw new CommandError('secret-missing', message, exitCode.configuration);
  }
  const userKey = await readUserKey(resolve(io.cwd, userKeyFile));
  const person = ledgerPerson(config, { tenant, userKey });
  const erasure = await withLedger(config, io, 'writing', (ledger) =>
    bookOf(ledger, config, io.now).erase({ tenant, person }),
  );
  if (options.json) printJson(io, erasure);
  else {
    const { consults, waiting } = erasure;
    io.stdout(
      consults + waiting === 0
        ? 'The ledger knows nobody by this key in this tenant. Who was erased before is not found again.\n'
        : `Erased from ${consults} consults.${waiting > 0 ? ` ${waiting} more are too recent: evidence may still be under way. Ask again in a week.` : ''}\n`,
    );
  }
  return exitCode.ok;
}

async function readUserKey(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new CommandError('user-key-unreadable', `${file} cannot be read.`, exitCode.environment);
  });
  const userKey = text.replace(/\r?\n$/, '');
  if (userKey === '' || userKey.length > 128 || /\p{Cc}/u.test(userKey)) {
    const message = 'The file must hold one user key, of at most 128 characters, and nothing else.';
    throw new CommandError('user-key-invalid', message, exitCode.usage);
  }
  return userKey;
}
