import type { ConsultId } from '@patchbay/contract';
import { explainConsult } from '@patchbay/server';
import { CommandError } from '../command-error.ts';
import { type GlobalOptions, readConfigWithoutKeys } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';
import { renderExplanation } from '../render/render-explanation.ts';
import { withLedger } from './open-ledger.ts';

/** Says of one consult which evidence made which interval, and how many minutes are billed for it. */
export const ledgerExplainCommand =
  (consultId: ConsultId) =>
  async (options: GlobalOptions, io: Io): Promise<ExitCode> => {
    const config = await readConfigWithoutKeys(options, io);
    const explanation = await withLedger(config, io, 'reading', (ledger) =>
      explainConsult({ ledger, config, consultId, now: io.now() }),
    );
    if (explanation.evidence.length === 0) {
      const message =
        'The ledger has no evidence of this consult: the id is another one, nobody ever joined, or retention has dropped its rows.';
      throw new CommandError('consult-unknown', message, exitCode.no);
    }
    if (options.json) printJson(io, explanation);
    else io.stdout(renderExplanation(explanation, io));
    return exitCode.ok;
  };
