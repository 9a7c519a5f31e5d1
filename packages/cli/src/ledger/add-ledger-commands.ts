import type { Command } from 'commander';
import type { GlobalOptions } from '../config-file.ts';
import type { Bind } from '../create-program.ts';
import { ledgerInspectCommand } from './ledger-inspect.ts';
import { ledgerExplainCommand } from './ledger-explain.ts';

/** `patchbay ledger …`. */
export function addLedgerCommands(program: Command, bind: Bind): void {
  const ledger = program.command('ledger').description('look into the ledger of presence');
  bind<GlobalOptions>(
    ledger.command('inspect').description('what is in the ledger, what waits, and which months are closed'),
    ledgerInspectCommand,
  );
  const explain = ledger
    .command('explain')
    .argument('<consult>', 'the id of the consult')
    .description('which evidence of a consult made which interval, and how many minutes are billed');
  bind<GlobalOptions>(explain, (options, io) =>
    ledgerExplainCommand(String(explain.processedArgs[0]))(options, io),
  );
}
