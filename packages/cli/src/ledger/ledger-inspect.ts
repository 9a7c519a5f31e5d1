import { inspectLedger } from '@patchbay/metering';
import { type GlobalOptions, readConfigWithoutKeys } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';
import { renderInspection } from '../render/render-inspection.ts';
import { withLedger } from './open-ledger.ts';

/** Says what is in the ledger. */
export async function ledgerInspectCommand(options: GlobalOptions, io: Io): Promise<ExitCode> {
  const config = await readConfigWithoutKeys(options, io);
  const inspection = await withLedger(config, io, 'reading', (ledger) =>
    ledger.read(() => inspectLedger(ledger.dialect)),
  );
  if (options.json) printJson(io, inspection);
  else io.stdout(renderInspection(inspection, io));
  return exitCode.ok;
}
