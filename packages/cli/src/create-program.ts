import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { Bind, CommandFunction } from './bind.ts';
import type { AuditVerifyOptions } from './commands/audit-verify.ts';
import type { CarryOverCommandOptions } from './commands/carry-over.ts';
import type { CheckOptions } from './commands/check.ts';
import type { EmulateOptions } from './commands/emulate.ts';
import type { EstimateOptions } from './commands/estimate.ts';
import type { ReconcileOptions } from './commands/reconcile.ts';
import type { ReportOptions } from './commands/report.ts';
import type { ServeCommandOptions } from './commands/serve.ts';
import { emulatedVendors } from './emulated-vendors.ts';
import { addLedgerCommands } from './ledger/add-ledger-commands.ts';
import type { GlobalOptions } from './config-file.ts';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';
import { readCount, readDecimal, readHead, readMonth, readYear, readNames } from './option-values.ts';

export interface ProgramSurroundings {
  readonly io: Io;
  /** Told how the command that ran ended. */
  readonly ended: (exit: ExitCode) => void;
  /** Help and version go here. */
  readonly write: (text: string) => void;
  /** What is wrong with the command line goes here. */
  readonly writeError: (text: string) => void;
}

const exits = `
Exit codes: 0 yes, 1 the answer is no, 2 wrong command line, 3 wrong configuration, 4 the surroundings
(a port in use, a damaged store, a server that is down).`;

/** The command line, with one function behind each command. Parsing throws `CommanderError` instead of ending the process. */
export function createProgram({ io, ended, write, writeError }: ProgramSurroundings): Command {
  const program = new Command('patchbay')
    .description('The swappable video layer for telemedicine.')
    .option(
      '--config <file>',
      'the config file; patchbay.config.ts in this folder, if it is there, unless told',
    )
    .option('--json', 'one JSON value on standard output, and nothing else there')
    .version(ownVersion(), '--version', 'print the version')
    .helpOption('--help', 'print help')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: write, writeErr: writeError })
    .addHelpText('after', exits)
    .exitOverride();

  const bind: Bind = <Options extends GlobalOptions>(
    command: Command,
    load: () => Promise<CommandFunction<Options>>,
  ): Command =>
    command.action(async () => {
      const run = await load();
      ended(await run(command.optsWithGlobals<Options>(), io));
    });

  bind<ServeCommandOptions>(
    program
      .command('serve')
      .description('serve the API, and take over the config when its file changes')
      .addOption(
        new Option('--log-level <level>', 'the least level that is logged, on standard error')
          .choices(['debug', 'info', 'warn', 'error'])
          .default('info'),
      ),
    async () => (await import('./commands/serve.ts')).serveCommand,
  );
  bind<CheckOptions>(
    program
      .command('check')
      .description('find what would keep a patient from a consult')
      .option('--installed <ids>', 'the providers that the app’s page lists, such as mesh,livekit', readNames)
      .option('--review-days <days>', 'how long a manifest’s value counts as recently read', readCount, 180),
    async () => (await import('./commands/check.ts')).checkCommand,
  );
  bind<ReportOptions>(
    program
      .command('report')
      .description(
        'one month’s usage, spend, other bills, self-hosting and crossover, from the ledger; or several',
      )
      .option('--month <YYYY-MM>', 'the month, UTC; the current one unless told', readMonth)
      .option('--year <YYYY>', 'all months of a year, each and together', readYear)
      .option('--from <YYYY-MM>', 'the first of several months, with --to', readMonth)
      .option('--to <YYYY-MM>', 'the last of them', readMonth),
    async () => (await import('./commands/report.ts')).reportCommand,
  );
  addLedgerCommands(program, bind);
  bind<ReconcileOptions>(
    program
      .command('reconcile')
      .description('ask the vendors what they counted in a month, and hold our usage against it')
      .option('--month <YYYY-MM>', 'the month, UTC; the current one unless told', readMonth)
      .option('--provider <id>', 'only this one; every managed vendor with settings unless told')
      .option('--no-pull', 'ask nobody; use what they answered before'),
    async () => (await import('./commands/reconcile.ts')).reconcileCommand,
  );
  bind<EstimateOptions>(
    program
      .command('estimate')
      .description('what so many minutes cost, what hosting them costs, and where the lines cross')
      .requiredOption('--participant-minutes <n>', 'participant-minutes a month', readDecimal)
      .requiredOption('--rate <usd>', 'USD for one participant-minute', readDecimal)
      .option('--preset <id>', 'the assumptions about self-hosting', 'sheet')
      .option('--peak <n>', 'measured peak of participants at the same time', readCount),
    async () => (await import('./commands/estimate.ts')).estimateCommand,
  );
  bind<AuditVerifyOptions>(
    program
      .command('audit')
      .description('the audit trail')
      .command('verify')
      .description('verify the hash chain without writing to it')
      .option('--file <path>', 'the trail’s file; the data directory’s unless told')
      .option('--head <hash>', 'a head that was kept, as <row>:<hash> or <hash>', readHead),
    async () => (await import('./commands/audit-verify.ts')).auditVerifyCommand,
  );
  bind<CarryOverCommandOptions>(
    program
      .command('carry-over')
      .description('copy what a stopped server kept in files to the configured, empty database')
      .requiredOption('--from <folder>', 'the data directory that is left behind'),
    async () => (await import('./commands/carry-over.ts')).carryOverCommand,
  );
  bind<GlobalOptions>(
    program
      .command('secret')
      .description('the secret that all instances on a database have')
      .command('replace')
      .description('use the configured one from now on; every instance has to be stopped'),
    async () => (await import('./commands/secret-replace.ts')).secretReplaceCommand,
  );
  bind<GlobalOptions>(
    program
      .command('providers')
      .description('print the catalogue: every value with its source and confidence'),
    async () => (await import('./commands/providers.ts')).providersCommand,
  );
  const emulate = program
    .command('emulate')
    .description('a vendor’s cloud on this machine, for its real SDK and no account');
  for (const vendor of emulatedVendors) {
    bind<EmulateOptions>(
      emulate
        .command(vendor)
        .description(`serve an emulated ${vendor}`)
        .option('--port <n>', 'where to listen; any free port unless told', readCount),
      async () => (await import('./commands/emulate.ts')).emulateCommand(vendor),
    );
  }
  return program;
}

// The file lies one folder above both the source and what is built of it.
function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    readonly version: string;
  };
  return version;
}
