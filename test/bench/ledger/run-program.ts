import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';

/** Runs a program of this repository to its end, and resolves to the JSON that it prints. */
export async function runProgram<Run>(path: string, ...args: readonly string[]): Promise<Run> {
  const child = spawn(
    process.execPath,
    ['--conditions=patchbay-source', '--disable-warning=ExperimentalWarning', path, ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [said] = await Promise.all([json(child.stdout), once(child, 'exit')]);
  return said as Run;
}
