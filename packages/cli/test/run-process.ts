import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const entry = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src', 'patchbay.ts');

export interface Ended {
  readonly exit: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedProcess {
  readonly child: ChildProcess;
  /** Resolves to standard output once it holds the text; rejects when the process ends before. */
  stdoutWith(text: string): Promise<string>;
  readonly ended: Promise<Ended>;
}

/** Starts the real command on the Node that runs the tests. Whatever is left of it after the test is ended. */
export function startProcess(
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): StartedProcess {
  const nodeArguments = [
    '--conditions=patchbay-source',
    '--disable-warning=ExperimentalWarning',
    entry,
    ...args,
  ];
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, nodeArguments, {
    cwd,
    env: { PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
  });
  const ended = once(child, 'close').then(([exit, signal]: (number | string | null)[]): Ended => {
    return { exit: exit as number | null, signal: signal as string | null, ...written };
  });
  return {
    child,
    ended,
    stdoutWith: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (written.stdout.includes(text)) resolve(written.stdout);
        };
        child.stdout.on('data', look);
        void ended.then(({ exit, stderr }) => reject(new Error(`It ended with ${exit} before: ${stderr}`)));
        look();
      }),
  };
}

/** Runs the real command to its end. */
export const runProcess = (...given: Parameters<typeof startProcess>): Promise<Ended> =>
  startProcess(...given).ended;
