import { CommanderError } from 'commander';
import { createProgram } from './create-program.ts';
import { exitCode, type ExitCode } from './exit-code.ts';
import type { Failure } from './failure.ts';
import type { Io } from './io.ts';
import { printJson } from './render/print-json.ts';

/**
 * Runs one command line, without the program's own name, to its end. Never rejects. With `--json` standard output gets exactly
 * one JSON value, also for a failure (`{ "error": { code, message, … } }`), for help and for the version.
 */
export async function runPatchbay(args: readonly string[], io: Io): Promise<ExitCode> {
  const json = args.includes('--json');
  let exit: ExitCode = exitCode.ok;
  let written = '';
  let complaint = '';
  const program = createProgram({
    io,
    ended: (code) => {
      exit = code;
    },
    write: (text) => {
      written += text;
    },
    writeError: (text) => {
      complaint += text;
    },
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exit;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      // It knows the errors of every package, and so loads them.
      const { failureOf } = await import('./failure.ts');
      return tell(failureOf(error), json, io);
    }
    if (error.exitCode === 0) return tellText(error, written, json, io);
    return tell({ code: 'usage', message: usageMessage(error, complaint), exit: exitCode.usage }, json, io);
  }
}

function tell({ exit, ...error }: Failure, json: boolean, io: Io): ExitCode {
  if (json) printJson(io, { error });
  io.stderr(`${error.message}\n`);
  return exit;
}

function tellText({ code }: CommanderError, text: string, json: boolean, io: Io): ExitCode {
  if (json) printJson(io, { [code === 'commander.version' ? 'version' : 'help']: text.trimEnd() });
  else io.stdout(text);
  return exitCode.ok;
}

/** Commander's own words; where a command is missing it has only the help. */
const usageMessage = ({ code, message }: CommanderError, complaint: string): string =>
  code === 'commander.help'
    ? `A command is missing.\n\n${complaint.trimEnd()}`
    : message.replace(/^error: /, '');
