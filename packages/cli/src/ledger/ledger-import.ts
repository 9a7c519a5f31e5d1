import type { Evidence } from '@patchbay/contract';
import { evidenceOfEvent } from '@patchbay/metering';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandError } from '../command-error.ts';
import { type GlobalOptions, readConfigWithoutKeys } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { formatCount } from '../render/amounts.ts';
import { printJson } from '../render/print-json.ts';
import { withLedger } from './open-ledger.ts';

export interface LedgerImportOptions extends GlobalOptions {
  readonly in: string;
}

/** Appended in one transaction. */
const atOnce = 500;

/** Takes evidence back that was exported as CloudEvents. All lines are looked at before the first is taken. */
export async function ledgerImportCommand(options: LedgerImportOptions, io: Io): Promise<ExitCode> {
  const path = resolve(io.cwd, options.in);
  const config = await readConfigWithoutKeys(options, io);
  await checkAll(path);
  const counts = await withLedger(config, io, 'writing', async (ledger) => {
    const total = { imported: 0, known: 0 };
    const take = async (rows: readonly Evidence[]): Promise<void> => {
      const { accepted, duplicates } = await ledger.append(rows);
      total.imported += accepted.length;
      total.known += duplicates.length;
    };
    let batch: Evidence[] = [];
    for await (const row of rowsOf(path)) {
      batch.push(row);
      if (batch.length === atOnce) {
        await take(batch);
        batch = [];
      }
    }
    await take(batch);
    return total;
  });
  if (options.json) printJson(io, counts);
  else {
    const { imported, known } = counts;
    io.stdout(`${formatCount(imported)} rows taken, ${formatCount(known)} were known.\n`);
  }
  return exitCode.ok;
}

async function checkAll(path: string): Promise<void> {
  const lines = rowsOf(path);
  while ((await lines.next()).done !== true);
}

async function* rowsOf(path: string): AsyncGenerator<Evidence> {
  const file = await open(path).catch(() => {
    throw new CommandError('file-unreadable', `${path} cannot be read.`, exitCode.environment);
  });
  let number = 0;
  for await (const line of file.readLines()) {
    number += 1;
    const read = evidenceOfEvent(parsed(line));
    if ('fault' in read) {
      const message = `Line ${number} of ${path} is no evidence: ${read.fault.message} Nothing was taken.`;
      throw new CommandError('import-malformed', message, exitCode.no);
    }
    yield read.row;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
