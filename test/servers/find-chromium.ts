import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { type Environment, findOnPath, isExecutable } from './find-on-path.ts';
import { runCommand } from './run-command.ts';
import { SetupError } from './setup-error.ts';

export interface FindChromiumOptions {
  readonly log: (line: string) => void;
  /** Install one when none is found; otherwise that is an error. */
  readonly install?: boolean;
  readonly environment?: Environment;
  /** Where Playwright keeps its own, and a Mac its applications. */
  readonly elsewhere?: readonly string[];
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/**
 * The path of a Chromium or Chrome: `PATCHBAY_CHROMIUM`, one on PATH, one at a usual place, or, with `install`, Debian's
 * package (as root) or Playwright's own. Rejects with `chromium-unavailable`.
 */
export async function findChromium(options: FindChromiumOptions): Promise<string> {
  const { log, install = false, environment = process.env } = options;
  const named = environment['PATCHBAY_CHROMIUM'];
  if (named) {
    if (isExecutable(named)) return named;
    throw new SetupError(
      'chromium-unavailable',
      'PATCHBAY_CHROMIUM names no executable file. Correct it, or unset it.',
    );
  }
  const look = (): string | undefined =>
    findOnPath(names, environment) ?? (options.elsewhere ?? usualPlaces()).find(isExecutable);
  const found = look();
  if (found) return found;

  const failures: string[] = [];
  for (const way of install ? ways(environment) : []) {
    try {
      await way(log, environment);
      const installed = look();
      if (installed) return installed;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new SetupError(
    'chromium-unavailable',
    `There is no Chromium here${install ? ', and none could be installed' : ''}. Install Chromium or Chrome, or set PATCHBAY_CHROMIUM to its path.${failures.map((failure) => `\n${failure}`).join('')}`,
  );
}

const usualPlaces = (): readonly string[] => [
  ...(process.platform === 'darwin' ? macApplications : []),
  chromium.executablePath(),
];

type Way = (log: (line: string) => void, environment: Environment) => Promise<void>;

const ways = (environment: Environment): readonly Way[] => {
  const isRoot = process.getuid?.() === 0;
  return isRoot && findOnPath(['apt-get'], environment)
    ? [installDebianPackage, installPlaywrights]
    : [installPlaywrights];
};

const installDebianPackage: Way = async (log, environment) => {
  const apt = findOnPath(['apt-get'], environment) ?? 'apt-get';
  const quiet = { ...environment, DEBIAN_FRONTEND: 'noninteractive' };
  await runCommand(apt, ['update'], {
    environment: quiet,
    progress: 'reading the list of Debian packages',
    log,
  });
  await runCommand(apt, ['install', '-y', '--no-install-recommends', 'chromium'], {
    environment: quiet,
    progress: "installing Debian's chromium (once; some 100 MB)",
    log,
  });
};

const installPlaywrights: Way = async (log, environment) => {
  const cli = createRequire(import.meta.url).resolve('playwright-core/cli.js');
  await runCommand(process.execPath, [cli, 'install', 'chromium'], {
    environment,
    progress: "downloading Playwright's Chromium (once; some 170 MB)",
    log,
  });
};
