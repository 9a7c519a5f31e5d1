import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface ServeProcess {
  readonly url: string;
  /** -9, as a power cut would. Resolves when it is gone. */
  kill(): Promise<void>;
  /** As an operator would. Resolves to its exit code. */
  stop(): Promise<number | null>;
  stderr(): string;
}

const program = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'src', 'patchbay.ts');

/** Starts the real command in a folder with a config, on a free port. Rejects with what it said when it ends before it serves. */
export async function startServing(
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<ServeProcess> {
  const { PATH = '' } = process.env;
  const args = ['--conditions=patchbay-source', '--disable-warning=ExperimentalWarning', program];
  const child = spawn(process.execPath, [...args, 'serve', '--json', '--log-level', 'error'], {
    cwd: folder,
    env: { PATH, PATCHBAY_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const found = /"url":\s*"([^"]+)"/.exec(stdout)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`It ended before it served: ${stderr}`)));
  });
  return {
    url,
    stderr: () => stderr,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    stop: async () => {
      child.kill('SIGTERM');
      const [code] = (await exited) as [number | null];
      return code;
    },
  };
}
