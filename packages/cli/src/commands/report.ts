import { existsSync } from 'node:fs';
import { openSqliteLedger } from '@patchbay/metering';
import { ledgerFile, type MonthReport, reportMonth } from '@patchbay/server';
import { CommandError } from '../command-error.ts';
import { type GlobalOptions, readConfigWithoutKeys } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';
import { renderReport } from '../render/render-report.ts';

export interface ReportOptions extends GlobalOptions {
  /** `YYYY-MM`, UTC; the current one unless told. */
  readonly month?: string | undefined;
}

/** Prints one month's usage and money from the ledger, also while the server is running. */
export async function reportCommand(options: ReportOptions, io: Io): Promise<ExitCode> {
  const config = await readConfigWithoutKeys(options, io);
  const file = ledgerFile(config.dataDirectory);
  // Opening would make an empty ledger, and a wrong data directory would look like a month without a consult.
  if (!existsSync(file)) {
    const message = `There is no ledger at ${file}. Nothing was logged there yet, or the data directory is another one (dataDirectory, PATCHBAY_DATA_DIRECTORY).`;
    throw new CommandError('ledger-missing', message, exitCode.environment);
  }
  io.stderr(`Reading ${file}\n`);
  const now = io.now();
  const month = options.month ?? new Date(now).toISOString().slice(0, 7);
  const ledger = await openSqliteLedger({ path: file, now: io.now });
  let report: MonthReport;
  try {
    report = await reportMonth({ ledger, config, month, now });
  } finally {
    await ledger.close();
  }
  if (options.json) printJson(io, report);
  else
    io.stdout(
      renderReport(
        report,
        config.installed.map(({ manifest }) => manifest),
        io,
      ),
    );
  return exitCode.ok;
}
