import {
  BackendStartError,
  type ConfigError,
  createJsonLog,
  createPatchbay,
  databasePlace,
  type LogEntry,
  type Patchbay,
  type PatchbayConfig,
  serve,
  type Serving,
  watchConfig,
} from '@patchbay/server';
import { configSource, type GlobalOptions, readConfig } from '../config-file.ts';
import { exitCode, type ExitCode } from '../exit-code.ts';
import { failureOf } from '../failure.ts';
import type { Io } from '../io.ts';
import { printJson } from '../render/print-json.ts';
import { renderServing, type ServingHealth, type ServingNotice } from '../render/render-serving.ts';

export interface ServeCommandOptions extends GlobalOptions {
  readonly logLevel: LogEntry['level'];
}

/** Closes one thing that was started. */
type Close = () => Promise<void>;

/** Serves until it is told to stop, then closes in the opposite order of starting. */
export async function serveCommand(options: ServeCommandOptions, io: Io): Promise<ExitCode> {
  const config = await readConfig(options, io);
  io.stderr(`Opening the stores in ${config.database === undefined ? config.dataDirectory : 'PostgreSQL'}\n`);
  const log = createJsonLog({
    write: (line) => io.stderr(`${line}\n`),
    level: options.logLevel,
    now: io.now,
  });
  const closers: Close[] = [];
  try {
    const patchbay = await createPatchbay({ config, log, now: io.now, fetch: io.fetch });
    closers.push(() => patchbay.close());
    const serving = await serve({ patchbay });
    closers.push(() => serving.close());
    const watch = await watchConfig({
      ...configSource(options, io),
      ephemeral: config.ephemeral,
      onConfig: (next) => takeOver(patchbay, next, io),
      onError: (error) => io.stderr(`${refusalOf(error)}\nThe config before it stays in force.\n`),
    });
    closers.push(() => watch.close());
    // Listened for before it is announced, so that whoever reads the notice may stop it at once.
    const stopped = io.untilStopped();
    announce(noticeOf(config, serving, await healthOf(patchbay, serving)), options, io);
    await stopped;
    io.stderr('Closing. Once more stops at once.\n');
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
  const failures = await closeAll(closers);
  if (failures.length === 0) io.stderr('Closed: everything that was acknowledged is on disk.\n');
  for (const failure of failures) io.stderr(`Not closed in order: ${failureOf(failure).message}\n`);
  return failures.length === 0 ? exitCode.ok : exitCode.environment;
}

async function takeOver(patchbay: Patchbay, next: PatchbayConfig, io: Io): Promise<void> {
  const { applied, needsRestart } = await patchbay.reloadConfig(next);
  if (applied.length > 0)
    io.stderr(`The config changed: ${applied.join(', ')}. In force for the next consult.\n`);
  if (needsRestart.length > 0)
    io.stderr(`Changed, and in force only after a restart: ${needsRestart.join(', ')}.\n`);
}

/** Why a new config was not taken over: what is wrong with it, or the provider that it names does not start. */
const refusalOf = (error: ConfigError): string =>
  failureOf(error.cause instanceof BackendStartError ? error.cause : error).message;

/** What the health endpoint says, asked as everybody else would. */
async function healthOf(patchbay: Patchbay, { url }: Serving): Promise<ServingHealth> {
  const response = await patchbay.fetch(new Request(`${url}/health`));
  const { status, checks } = (await response.json()) as ServingHealth;
  return { status, checks };
}

const noticeOf = (config: PatchbayConfig, { url }: Serving, health: ServingHealth): ServingNotice => ({
  url,
  publicUrl: config.server.publicUrl ?? url,
  healthUrl: `${url}/health`,
  health,
  dataDirectory: config.database === undefined ? config.dataDirectory : undefined,
  database: config.database && databasePlace(config.database.url),
  configFile: config.file,
  provider: config.provider,
  fallback: config.fallback,
  developmentApiKey: config.ephemeral.apiKey,
});

function announce(notice: ServingNotice, { json }: GlobalOptions, io: Io): void {
  if (json) printJson(io, notice);
  else io.stdout(renderServing(notice, io));
}

/** Each once, the last one started first, whatever one of them says. Resolves to what went wrong. */
async function closeAll(closers: Close[]): Promise<readonly unknown[]> {
  const failures: unknown[] = [];
  for (let close = closers.pop(); close !== undefined; close = closers.pop()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  return failures;
}
