import { spawn } from 'node:child_process';
import type { Environment } from './find-on-path.ts';

export interface CommandOptions {
  readonly environment: Environment;
  /** Said at the start, and again with the seconds so far while it lasts. */
  readonly progress: string;
  readonly log: (line: string) => void;
}

const reminderSeconds = 10;
const tailLength = 2000;

/** Runs a program to its end and gives its output; rejects with the end of what it said when it fails. */
export function runCommand(
  file: string,
  args: readonly string[],
  { environment, progress, log }: CommandOptions,
): Promise<string> {
  log(progress);
  const started = performance.now();
  const reminder = setInterval(
    () => log(`${progress} ${Math.round((performance.now() - started) / 1000)} s so far`),
    reminderSeconds * 1000,
  );
  return new Promise<string>((resolve, reject) => {
    let output = '';
    const child = spawn(file, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-tailLength);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) =>
      code === 0
        ? resolve(output)
        : reject(new Error(`${file} ended with ${signal ?? code}: ${output.trim()}`)),
    );
  }).finally(() => clearInterval(reminder));
}
