import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareServers } from './servers/prepare-servers.ts';

/** One thing `npm test` does. A failing step does not hide the later ones. */
interface Step {
  readonly title: string;
  readonly command: readonly [string, ...string[]];
}

interface Outcome {
  readonly title: string;
  readonly seconds: number;
  readonly passed: boolean;
}

const root = join(import.meta.dirname, '..');
const reportFile = join(mkdtempSync(join(tmpdir(), 'patchbay-test-')), 'vitest.json');
const extra = process.argv.slice(2);

const vitest: Step = {
  title: 'tests',
  command: [
    process.execPath,
    '--conditions=patchbay-source',
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config=test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
    ...extra,
  ],
};

const steps: readonly Step[] = [
  { title: 'build', command: ['turbo', 'run', 'build', '--output-logs=errors-only'] },
  { title: 'formatting', command: ['oxfmt', '--check', '.'] },
  { title: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { title: 'types of tests and examples', command: ['tsc', '-p', 'test'] },
  { title: 'unused files, exports and dependencies', command: ['knip'] },
  { title: 'package contents', command: ['turbo', 'run', 'check:package', '--output-logs=errors-only'] },
  { title: 'size limits', command: ['size-limit'] },
  vitest,
];

function run(step: Step): Promise<Outcome> {
  const [command, ...args] = step.command;
  const started = performance.now();
  console.log(`\n— ${step.title}`);
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
    });
    const finish = (passed: boolean) =>
      resolve({ title: step.title, seconds: (performance.now() - started) / 1000, passed });
    child.on('error', (error) => {
      console.error(error.message);
      finish(false);
    });
    child.on('exit', (code) => finish(code === 0));
  });
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
}

function readReport(): VitestReport | undefined {
  try {
    return JSON.parse(readFileSync(reportFile, 'utf8')) as VitestReport;
  } catch {
    return undefined;
  }
}

try {
  await prepareServers((line) => console.log(line));
} catch (error) {
  console.error(
    `CI=true, and a real thing is missing: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exit(1);
}
const outcomes: Outcome[] = [];
for (const step of extra.length > 0 ? [vitest] : steps) outcomes.push(await run(step));

console.log('');
for (const { title, seconds, passed } of outcomes) {
  console.log(`${passed ? 'ok    ' : 'FAILED'} ${title} (${seconds.toFixed(1)} s)`);
}
const report = readReport();
const failedSteps = outcomes.filter(({ passed }) => !passed);
if (report !== undefined) {
  console.log(
    `${report.numPassedTests} passed, ${report.numFailedTests} failed, ${report.numPendingTests} skipped`,
  );
}
process.exit(failedSteps.length === 0 && report !== undefined && report.numFailedTests === 0 ? 0 : 1);
