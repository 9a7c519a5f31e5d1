import { type GlobalOptions, readConfigWithoutKeys } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';
import { bookOf } from './book-of.ts';
import { withLedger } from './open-ledger.ts';

/** Keeps a month's figures for good. A month that is closed already stays as it is, and that is no failure. */
export const ledgerCloseCommand =
  (month: string) =>
  async (options: GlobalOptions, io: Io): Promise<ExitCode> => {
    const config = await readConfigWithoutKeys(options, io);
    const closedNow = await withLedger(config, io, 'writing', (ledger) =>
      bookOf(ledger, config, io.now).closeMonth(month),
    );
    if (options.json) printJson(io, { month, closed: true, closedNow });
    else
      io.stdout(
        closedNow
          ? `${month} is closed. What becomes known about it from now on is a correction, dated in the open month.\n`
          : `${month} was closed before. Its figures stay as they are.\n`,
      );
    return exitCode.ok;
  };
