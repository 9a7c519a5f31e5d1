import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { memoryOf } from './memory-of.ts';

export interface ChildServer {
  readonly url: string;
  memory(): ReturnType<typeof memoryOf>;
  /** -9, as a power cut would. Resolves when it is gone. */
  kill(): Promise<void>;
  /** As an operator would. Resolves to its exit code when it is gone. */
  stop(): Promise<number | null>;
}

export interface ChildServerOptions {
  readonly cwd: string;
  /** This process's own unless told. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where its log goes. */
  readonly log: 'inherit' | 'ignore';
}

/**
 * Starts a server of this repository that first prints where it listens, as JSON with a `url`. Rejects with what it printed when it
 * ends before that.
 */
export async function startChildServer(
  args: readonly string[],
  { cwd, env = process.env as Readonly<Record<string, string>>, log }: ChildServerOptions,
): Promise<ChildServer> {
  const child = spawn(
    process.execPath,
    ['--conditions=patchbay-source', '--disable-warning=ExperimentalWarning', ...args],
    { cwd, env, stdio: ['ignore', 'pipe', log] },
  );
  const exited = once(child, 'exit') as Promise<[code: number | null]>;
  const { stdout } = child;
  if (stdout === null) throw new Error('The server has no output.');
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /"url":\s*"([^"]+)"/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', () => reject(new Error(`The server ended before it served, and said: ${said}`)));
  });
  return {
    url,
    memory: () => memoryOf(child.pid ?? 0),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    stop: async () => {
      child.kill('SIGTERM');
      const [code] = await exited;
      return code;
    },
  };
}
