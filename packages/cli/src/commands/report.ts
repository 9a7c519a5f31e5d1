import { openUsageBook, reportMonth } from '@patchbay/server';
import { type GlobalOptions, readConfigWithoutKeys } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { withLedger } from '../ledger/open-ledger.ts';
import { printJson } from '../render/print-json.ts';
import { renderReport } from '../render/render-report.ts';

export interface ReportOptions extends GlobalOptions {
  /** `YYYY-MM`, UTC; the current one unless told. */
  readonly month?: string | undefined;
}

/** Prints one month's usage and money from the ledger, also while the server is running. */
export async function reportCommand(options: ReportOptions, io: Io): Promise<ExitCode> {
  const config = await readConfigWithoutKeys(options, io);
  const now = io.now();
  const month = options.month ?? new Date(now).toISOString().slice(0, 7);
  const report = await withLedger(config, io, 'writing', (ledger) =>
    reportMonth({
      book: openUsageBook({ ledger, config: { get: () => config }, now: io.now }),
      config,
      month,
      now,
    }),
  );
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
