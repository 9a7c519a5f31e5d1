import { type Command, Option } from 'commander';
import type { Bind } from '../bind.ts';
import type { GlobalOptions } from '../config-file.ts';
import type { LedgerExportOptions } from './ledger-export.ts';
import type { LedgerImportOptions } from './ledger-import.ts';
import { readDay, readMonth } from '../option-values.ts';
import type { LedgerEraseOptions } from './ledger-erase.ts';
import type { LedgerVerifyOptions } from './ledger-verify.ts';

/** `patchbay ledger …`. */
export function addLedgerCommands(program: Command, bind: Bind): void {
  const ledger = program.command('ledger').description('look into the ledger of presence');
  bind<GlobalOptions>(
    ledger.command('inspect').description('what is in the ledger, what waits, and which months are closed'),
    async () => (await import('./ledger-inspect.ts')).ledgerInspectCommand,
  );
  const explain = ledger
    .command('explain')
    .argument('<consult>', 'the id of the consult')
    .description('which evidence of a consult made which interval, and how many minutes are billed');
  bind<GlobalOptions>(explain, async () =>
    (await import('./ledger-explain.ts')).ledgerExplainCommand(String(explain.processedArgs[0])),
  );
  bind<LedgerVerifyOptions>(
    ledger
      .command('verify')
      .description('compute the whole ledger anew, and name the first difference')
      .option('--audit', 'the audit trail too'),
    async () => (await import('./ledger-verify.ts')).ledgerVerifyCommand,
  );
  const close = ledger
    .command('close')
    .argument('<month>', 'the month, YYYY-MM, UTC', readMonth)
    .description('keep a month’s figures for good');
  bind<GlobalOptions>(close, async () =>
    (await import('./ledger-close.ts')).ledgerCloseCommand(String(close.processedArgs[0])),
  );
  bind<LedgerEraseOptions>(
    ledger
      .command('erase')
      .description('make a person’s consults unlinkable; the minutes stay')
      .requiredOption('--tenant <id>', 'whose person it is')
      .requiredOption(
        '--user-key-file <file>',
        'a file that holds the app’s key for the person, and nothing else',
      ),
    async () => (await import('./ledger-erase.ts')).ledgerEraseCommand,
  );
  bind<LedgerExportOptions>(
    ledger
      .command('export')
      .description('write evidence, intervals or hours of a period to a file')
      .addOption(
        new Option('--format <format>', 'evidence as CloudEvents, or a table')
          .choices(['cloudevents', 'csv', 'parquet'])
          .makeOptionMandatory(),
      )
      .addOption(
        new Option('--table <table>', 'of CSV and Parquet')
          .choices(['intervals', 'hours'])
          .default('intervals'),
      )
      .requiredOption('--from <day>', 'the first day, YYYY-MM-DD, UTC', readDay)
      .requiredOption('--to <day>', 'the day after the last one', readDay)
      .option('--tenant <id>', 'only this tenant’s')
      .requiredOption('--out <file>', 'where to; must not be there yet'),
    async () => (await import('./ledger-export.ts')).ledgerExportCommand,
  );
  bind<LedgerImportOptions>(
    ledger
      .command('import')
      .description('take evidence back that was exported as CloudEvents')
      .requiredOption('--in <file>', 'the exported file'),
    async () => (await import('./ledger-import.ts')).ledgerImportCommand,
  );
}
