import { startTwilioEmulator } from '@patchbay/emulators';
import { defaultProviders } from '@patchbay/server';
import { CommandError } from '../command-error.ts';
import type { GlobalOptions } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';

export interface EmulateOptions extends GlobalOptions {
  /** Any free one unless told. */
  readonly port?: number | undefined;
}

/** Serves Twilio's cloud on loopback until it is stopped, and prints what a Patchbay server is to be started with. */
export async function emulateTwilioCommand({ port = 0, json }: EmulateOptions, io: Io): Promise<ExitCode> {
  const emulator = await startTwilioEmulator({ port, now: io.now }).catch((error: unknown) => {
    throw portProblem(port, error);
  });
  try {
    const environment = environmentOf('twilio', emulator.settings);
    if (json) printJson(io, { emulated: 'twilio', url: emulator.url, environment });
    else io.stdout(`${introduction(emulator.url)}${lines(environment)}`);
    await io.untilStopped();
  } finally {
    await emulator.close();
  }
  io.stderr('The emulator has stopped.\n');
  return exitCode.ok;
}

const introduction = (url: string): string =>
  `Twilio's cloud, emulated, at ${url}. No account, no bill; Ctrl-C stops it.\nStart a Patchbay server with these:\n\n  PATCHBAY_PROVIDER=twilio\n`;

const lines = (environment: Readonly<Record<string, string>>): string =>
  Object.entries(environment)
    .map(([name, value]) => `  ${name}=${value}\n`)
    .join('');

/** Settings under the names that a server reads them by. They were made up a moment ago and open nothing else. */
function environmentOf(
  provider: string,
  settings: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const specs = defaultProviders.find(({ manifest }) => manifest.id === provider)?.settings ?? {};
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) => {
      const spec = specs[name];
      return spec === undefined ? [] : [[spec.env, value]];
    }),
  );
}

function portProblem(port: number, error: unknown): unknown {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (!taken) return error;
  return new CommandError(
    'port-in-use',
    `Port ${port} is in use. Choose another with --port.`,
    exitCode.environment,
  );
}
