import { type Environment, findOnPath } from './find-on-path.ts';
import { runCommand } from './run-command.ts';
import { SetupError } from './setup-error.ts';

export interface EnsureJanusOptions {
  readonly log: (line: string) => void;
  /** Install Debian's package when there is none, which takes root; otherwise that is an error. */
  readonly install?: boolean;
  readonly environment?: Environment;
  readonly isRoot?: boolean;
}

/** The path of a `janus`: the one on PATH, or, with `install`, Debian's package. Rejects with `janus-unavailable`. */
export async function ensureJanus(options: EnsureJanusOptions): Promise<string> {
  const { log, install = false, environment = process.env } = options;
  const { isRoot = process.getuid?.() === 0 } = options;
  const look = (): string | undefined => findOnPath(['janus'], environment);
  const found = look();
  if (found) return found;
  const apt = findOnPath(['apt-get'], environment);
  let failure = '';
  if (install && isRoot && apt) {
    try {
      await installDebianPackage(apt, log, environment);
      const installed = look();
      if (installed) return installed;
    } catch (error) {
      failure = `\n${error instanceof Error ? error.message : String(error)}`;
    }
  }
  throw new SetupError('janus-unavailable', `${howToHaveIt(apt !== undefined)}${failure}`);
}

const howToHaveIt = (isDebian: boolean): string =>
  isDebian
    ? 'There is no janus. Install it: apt-get install janus.'
    : 'There is no janus, and it is packaged for Debian only: put one on PATH, or run this in a Debian container.';

async function installDebianPackage(
  apt: string,
  log: (line: string) => void,
  environment: Environment,
): Promise<void> {
  const quiet = { ...environment, DEBIAN_FRONTEND: 'noninteractive' };
  await runCommand(apt, ['update'], {
    environment: quiet,
    progress: 'reading the list of Debian packages',
    log,
  });
  await runCommand(apt, ['install', '-y', '--no-install-recommends', 'janus'], {
    environment: quiet,
    progress: "installing Debian's janus (once; some 10 MB)",
    log,
  });
}
