import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { buildMediasoupWorker, recipeId } from './build-mediasoup-worker.ts';
import { cacheFolder } from './cache-folder.ts';
import { downloadMediasoupWorker } from './download-mediasoup-worker.ts';
import { type Environment, isExecutable } from './find-on-path.ts';
import { SetupError } from './setup-error.ts';

export interface EnsureMediasoupOptions {
  readonly log: (line: string) => void;
  /** Download or build one when none is found; otherwise that is an error. */
  readonly install?: boolean;
  readonly environment?: Environment;
  /** The `mediasoup` package whose worker it is to be; the one that the provider is tested with by default. */
  readonly packageFolder?: string;
}

/** One way to get the worker: leaves an executable file in the workshop and gives its path. */
export type Making = (workshop: string, options: MakingOptions) => Promise<string>;

export interface MakingOptions {
  readonly log: (line: string) => void;
  readonly environment: Environment;
  readonly packageFolder: string;
  readonly version: string;
}

const executable = process.platform === 'win32' ? 'mediasoup-worker.exe' : 'mediasoup-worker';

/**
 * The path of a `mediasoup-worker` that starts here: the one that `MEDIASOUP_WORKER_BIN` names, else the package's own, else
 * the one in the cache, else, with `install`, one that is put there: downloaded, or built on Debian. Two processes that make
 * it at once do not disturb each other. Rejects with `mediasoup-worker-unavailable`.
 */
export async function ensureMediasoupWorker(options: EnsureMediasoupOptions): Promise<string> {
  const { log, install = false, environment = process.env, packageFolder = ownPackage() } = options;
  const named = environment['MEDIASOUP_WORKER_BIN'];
  if (named) {
    if (await starts(named)) return named;
    throw unavailable('MEDIASOUP_WORKER_BIN names no worker that starts here. Correct it, or unset it.');
  }
  const { version } = createRequire(join(packageFolder, 'package.json'))('./package.json') as {
    readonly version: string;
  };
  const folder = join(cacheFolder(environment), 'mediasoup-worker', `${version}-${await recipeId()}`);
  const cached = join(folder, executable);
  for (const place of [join(packageFolder, 'worker', 'out', 'Release', executable), cached]) {
    if (await starts(place)) return place;
  }
  if (!install) throw unavailable('There is no mediasoup-worker here: `npm test` makes one.');

  await mkdir(folder, { recursive: true });
  // On the disk of the cache, so that the finished file can be moved into place in one step.
  const workshop = await mkdtemp(join(folder, 'making-'));
  try {
    await rename(await makeIn(workshop, { log, environment, packageFolder, version }), cached);
    return cached;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** Tries one way after the other; what went wrong with each is in the error. */
async function makeIn(workshop: string, options: MakingOptions): Promise<string> {
  const failures: string[] = [];
  for (const making of [downloadMediasoupWorker, buildMediasoupWorker]) {
    try {
      const made = await making(workshop, options);
      if (await starts(made)) return made;
      failures.push(`${made} does not start on this machine.`);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw unavailable(
    `mediasoup-worker ${options.version} could neither be downloaded nor built. Set MEDIASOUP_WORKER_BIN to one, or allow GitHub's release downloads, or run as root on Debian.${failures.map((failure) => `\n${failure}`).join('')}`,
  );
}

/** A worker that is told no version says so with this exit code before it does anything (worker/src/main.cpp). */
const startsWithoutVersion = 41;

function starts(file: string): Promise<boolean> {
  if (!isExecutable(file)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(file, [], { env: {}, stdio: 'ignore', timeout: 10_000 });
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === startsWithoutVersion));
  });
}

function ownPackage(): string {
  const provider = createRequire(import.meta.url).resolve('@patchbay/provider-mediasoup/package.json');
  const entry = createRequire(provider).resolve('mediasoup');
  return dirname(dirname(dirname(entry)));
}

const unavailable = (message: string): SetupError => new SetupError('mediasoup-worker-unavailable', message);
