import { monthOf } from '@patchbay/metering';
import { reportMonth, reportMonths } from '@patchbay/server';
import { CommandError } from '../command-error.ts';
import { type GlobalOptions, readConfigWithoutKeys } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { bookOf } from '../ledger/book-of.ts';
import { withLedger } from '../ledger/open-ledger.ts';
import { printJson } from '../render/print-json.ts';
import { renderPeriod } from '../render/render-period.ts';
import { renderReport } from '../render/render-report.ts';

export interface ReportOptions extends GlobalOptions {
  /** `YYYY-MM`, UTC; the current one unless told. */
  readonly month?: string | undefined;
  /** All months of a year, `YYYY`. */
  readonly year?: string | undefined;
  /** The first and the last month, `YYYY-MM`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Prints usage and money of a month, or of several, from the ledger, also while the server is running. */
export async function reportCommand(options: ReportOptions, io: Io): Promise<ExitCode> {
  const config = await readConfigWithoutKeys(options, io);
  const now = io.now();
  const period = periodOf(options);
  if (period !== undefined) {
    const report = await withLedger(config, io, 'writing', (ledger) =>
      reportMonths({ book: bookOf(ledger, config, io.now), config, ...period, now }),
    );
    if (options.json) printJson(io, report);
    else io.stdout(renderPeriod(report, io));
    return exitCode.ok;
  }
  const month = options.month ?? monthOf(now);
  const report = await withLedger(config, io, 'writing', (ledger) =>
    reportMonth({ book: bookOf(ledger, config, io.now), config, month, now }),
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

/** Undefined for one month. */
function periodOf({ month, year, from, to }: ReportOptions): { from: string; to: string } | undefined {
  const given = [month, year, from ?? to].filter((one) => one !== undefined);
  if (given.length > 1) throw wrong('Give --month, or --year, or --from with --to.');
  if (year !== undefined) return { from: `${year}-01`, to: `${year}-12` };
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined || to === undefined) throw wrong('Give --from and --to together.');
  if (from > to) throw wrong('The month of --to must not come before that of --from.');
  return { from, to };
}

const wrong = (message: string): CommandError => new CommandError('usage', message, exitCode.usage);
