import { resolve } from 'node:path';
import { carryOver, databasePlace } from '@patchbay/server';
import { CommandError } from '../command-error.ts';
import { type GlobalOptions, readConfigWithoutKeys } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';
import { renderCarriedOver } from '../render/render-carried-over.ts';

export interface CarryOverCommandOptions extends GlobalOptions {
  /** The data directory that is left behind. */
  readonly from: string;
}

/** Copies what a server kept in files to the configured database, which has to be empty. */
export async function carryOverCommand(options: CarryOverCommandOptions, io: Io): Promise<ExitCode> {
  const { database } = await readConfigWithoutKeys(options, io);
  if (database === undefined) {
    const message = 'Configure where to: the database (database.url, PATCHBAY_DATABASE_URL).';
    throw new CommandError('database-missing', message, exitCode.configuration);
  }
  const carried = await carryOver({
    directory: resolve(io.cwd, options.from),
    database,
    now: io.now,
    progress: (sentence) => io.stderr(`${sentence}\n`),
  });
  const place = databasePlace(database.url);
  if (options.json) printJson(io, { database: place, ...carried });
  else io.stdout(renderCarriedOver(place, carried));
  return exitCode.ok;
}
