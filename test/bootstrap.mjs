// Runs one of the repository's TypeScript entries on the repository's own Node, after installing what is missing.
// Plain JavaScript on purpose: it is the one file that runs on whatever Node the machine has.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const projectNode = join(root, 'node_modules', 'node', 'bin', 'node');
const stampFile = join(root, 'node_modules', '.patchbay-installed');
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Changes whenever what is to be installed does. */
function wantedInstallation() {
  const hash = createHash('sha256');
  for (const name of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'])
    hash.update(readFileSync(join(root, name)));
  return hash.digest('hex');
}

const isInstalled = (wanted) =>
  existsSync(projectNode) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted;

/**
 * Runs a command to its end. Signals are passed on, so that stopping this process stops what it runs; but not a terminal's
 * Ctrl-C, which the terminal gives to both.
 */
function run(command, args, stdio, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio, env });
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal === null ? (code ?? 1) : 1));
  });
}

async function install(wanted) {
  // Progress goes to standard error: standard output belongs to the entry.
  console.error('patchbay: installing the workspace (once; some 20 s)');
  const code = await run(
    'npx',
    ['--yes', packageManager, 'install', '--frozen-lockfile', '--loglevel=error'],
    ['ignore', 2, 2],
    process.env,
  );
  if (code !== 0) {
    console.error(
      'patchbay: the packages could not be installed. Is the npm registry reachable? The lines above say more.',
    );
    process.exit(code);
  }
  writeFileSync(stampFile, wanted);
}

const [entry, ...args] = process.argv.slice(2);
if (entry === undefined) {
  console.error('usage: node test/bootstrap.mjs <entry.ts> [arguments]');
  process.exit(2);
}
const wanted = wantedInstallation();
if (!isInstalled(wanted)) await install(wanted);

const path = [join(root, 'node_modules', '.bin'), dirname(projectNode), process.env.PATH].join(
  process.platform === 'win32' ? ';' : ':',
);
const nodeArguments = [
  '--conditions=patchbay-source',
  '--disable-warning=ExperimentalWarning',
  join(root, entry),
  ...args,
];
process.exit(await run(projectNode, nodeArguments, 'inherit', { ...process.env, PATH: path }));
