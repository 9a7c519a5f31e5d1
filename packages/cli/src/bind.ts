import type { Command } from 'commander';
import type { GlobalOptions } from './config-file.ts';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';

export type CommandFunction<Options> = (options: Options, io: Io) => Promise<ExitCode>;

/** Puts one function behind one command. It is loaded when the command runs: help and a wrong command line need none. */
export type Bind = <Options extends GlobalOptions>(
  command: Command,
  load: () => Promise<CommandFunction<Options>>,
) => Command;
