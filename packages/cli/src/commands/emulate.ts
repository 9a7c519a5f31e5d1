import { type EmulatedVendor, emulators, type RunningEmulator } from '@patchbay/emulators';
import { settingsEnvironment } from '@patchbay/server';
import { CommandError } from '../command-error.ts';
import type { GlobalOptions } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';

export interface EmulateOptions extends GlobalOptions {
  /** Any free one unless told. */
  readonly port?: number | undefined;
}

/** Serves a vendor's cloud on loopback until it is stopped, and prints what a Patchbay server is to be started with. */
export const emulateCommand =
  (vendor: EmulatedVendor) =>
  async ({ port = 0, json }: EmulateOptions, io: Io): Promise<ExitCode> => {
    const { name, start } = emulators[vendor];
    const emulator: RunningEmulator<unknown> = await start({ port, now: io.now }).catch((error: unknown) => {
      throw portProblem(port, error);
    });
    const { url, settings, browserArguments = [] } = emulator;
    try {
      const environment = settingsEnvironment(vendor, settings);
      if (json) printJson(io, { emulated: vendor, url, environment, browserArguments });
      else io.stdout(notice(vendor, name, url, environment, browserArguments));
      await io.untilStopped();
    } finally {
      await emulator.close();
    }
    io.stderr('The emulator has stopped.\n');
    return exitCode.ok;
  };

function notice(
  vendor: EmulatedVendor,
  name: string,
  url: string,
  environment: Readonly<Record<string, string>>,
  browserArguments: readonly string[],
): string {
  const lines = [
    `${name}, emulated, at ${url}. No account, no bill; Ctrl-C stops it.`,
    'Start a Patchbay server with these:',
    '',
    `  PATCHBAY_PROVIDER=${vendor}`,
    ...Object.entries(environment).map(([variable, value]) => `  ${variable}=${quoted(value)}`),
  ];
  if (browserArguments.length > 0) {
    lines.push(
      '',
      'Its SDK has its servers built in. Start Chromium with these, so that it finds them here:',
      '',
    );
    lines.push(...browserArguments.map((argument) => `  ${quoted(argument)}`));
  }
  return `${lines.join('\n')}\n`;
}

/** As a POSIX shell takes it. */
const quoted = (value: string): string =>
  /^[\w./:=@%+,-]*$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;

function portProblem(port: number, error: unknown): unknown {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (!taken) return error;
  return new CommandError(
    'port-in-use',
    `Port ${port} is in use. Choose another with --port.`,
    exitCode.environment,
  );
}
