import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BookedLedger, LedgerPeriod } from '@patchbay/metering';
import type { PatchbayConfig } from '@patchbay/server';
import { CommandError } from '../command-error.ts';
import { type GlobalOptions, readConfigWithoutKeys } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { ExportTable } from '../export/export-table.ts';
import { hourTable } from '../export/hour-table.ts';
import { intervalTable } from '../export/interval-table.ts';
import { writeCsv } from '../export/write-csv.ts';
import { writeEvents } from '../export/write-events.ts';
import { writeParquet } from '../export/write-parquet.ts';
import type { Io } from '../io.ts';
import { formatCount } from '../render/amounts.ts';
import { printJson } from '../render/print-json.ts';
import { bookOf } from './book-of.ts';
import { withLedger } from './open-ledger.ts';

export interface LedgerExportOptions extends GlobalOptions {
  readonly format: 'cloudevents' | 'csv' | 'parquet';
  /** Of CSV and Parquet. */
  readonly table: 'intervals' | 'hours';
  /** Milliseconds since the Unix epoch. */
  readonly from: number;
  readonly to: number;
  readonly tenant?: string | undefined;
  readonly out: string;
}

/** Writes evidence, intervals or hours of a period to a file. A file that is there stays as it is. */
export async function ledgerExportCommand(options: LedgerExportOptions, io: Io): Promise<ExitCode> {
  const { format, table, from, to, tenant } = options;
  if (from >= to) throw new CommandError('period-empty', '--from must come before --to.', exitCode.usage);
  const out = resolve(io.cwd, options.out);
  if (existsSync(out)) {
    const message = `${out} is there already. Choose another --out.`;
    throw new CommandError('file-exists', message, exitCode.environment);
  }
  const config = await readConfigWithoutKeys(options, io);
  const period: LedgerPeriod = { from, to, ...(tenant !== undefined && { tenant }) };
  const rows = await withLedger(config, io, 'reading', (ledger) =>
    // Under another name until it is whole: half an export must not look like one.
    writeWhole(out, async (path) => {
      const whole = await open(path, 'wx').catch(cannotWrite(out));
      try {
        if (format === 'cloudevents') return await writeEvents(whole, ledger, period);
        const exported = tableOf(ledger, config, period, table, io.now());
        return format === 'csv' ? await writeCsv(whole, exported) : await writeParquet(path, exported);
      } finally {
        await whole.close();
      }
    }),
  );
  if (options.json) printJson(io, { file: out, format, ...(format !== 'cloudevents' && { table }), rows });
  else io.stdout(`${formatCount(rows)} rows in ${out}\n`);
  return exitCode.ok;
}

function tableOf(
  ledger: BookedLedger,
  config: PatchbayConfig,
  period: LedgerPeriod,
  table: LedgerExportOptions['table'],
  now: number,
): ExportTable {
  const { leaseSeconds, heartbeatSeconds } = config.metering;
  if (table === 'intervals') return intervalTable(ledger, period, { leaseSeconds, heartbeatSeconds, now });
  return hourTable(
    bookOf(ledger, config, () => now),
    period,
    period.tenant,
  );
}

async function writeWhole(out: string, write: (path: string) => Promise<number>): Promise<number> {
  const partial = `${out}.partial`;
  try {
    const rows = await write(partial);
    await rename(partial, out);
    return rows;
  } catch (error) {
    if (!(error instanceof CommandError)) await rm(partial, { force: true });
    throw error;
  }
}

const cannotWrite =
  (out: string) =>
  (error: NodeJS.ErrnoException): never => {
    const message =
      error.code === 'EEXIST'
        ? `${out}.partial is there: another export writes it, or was broken off. Remove it to begin anew.`
        : `${out} cannot be written. Check that its folder exists and may be written.`;
    throw new CommandError('file-unwritable', message, exitCode.environment);
  };
