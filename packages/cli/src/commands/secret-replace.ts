import { databasePlace, replaceSecret } from '@patchbay/server';
import { CommandError } from '../command-error.ts';
import { type GlobalOptions, readConfig } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';

/** Says that the config's secret is the database's from now on. */
export async function secretReplaceCommand(options: GlobalOptions, io: Io): Promise<ExitCode> {
  const { database, secret } = await readConfig(options, io);
  if (database === undefined) {
    const message =
      'Only a database knows which secret is used with it. With files, start the server with the new one.';
    throw new CommandError('database-missing', message, exitCode.configuration);
  }
  const replaced = await replaceSecret({ database, secret }, io.now);
  const place = databasePlace(database.url);
  if (options.json) printJson(io, { database: place, replaced });
  else
    io.stdout(
      replaced
        ? `The secret of ${place} is the configured one from now on. Tickets that were given before are void.\n`
        : `The secret of ${place} is the configured one already.\n`,
    );
  return exitCode.ok;
}
