import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { createInterface } from 'node:readline';

export interface ChildServer {
  readonly url: string;
  /** What it has in memory now, and the most that it had: bytes. */
  memory(): Promise<{ readonly now: number; readonly peak: number }>;
  stop(): Promise<void>;
}

/** Starts a server of this repository that tells where it listens as JSON with a `url` on its first lines of output. */
export async function startChildServer(args: readonly string[], cwd: string): Promise<ChildServer> {
  const child = spawn(
    process.execPath,
    ['--conditions=patchbay-source', '--disable-warning=ExperimentalWarning', ...args],
    { cwd, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  return {
    url: await urlOf(child),
    memory: () => memoryOf(child.pid ?? 0),
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** Printed as JSON over one line or more. */
async function urlOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The server has no output.');
  let said = '';
  for await (const line of createInterface(child.stdout)) {
    said += line;
    try {
      const { url } = JSON.parse(said) as { url?: unknown };
      if (typeof url === 'string') return url;
    } catch {
      // Not all of it yet.
    }
  }
  throw new Error(`The server ended, and said: ${said}`);
}

/** Linux tells a process's peak; elsewhere the peak is what `ps` says now. */
async function memoryOf(pid: number): Promise<{ readonly now: number; readonly peak: number }> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kilobytes = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
    return { now: kilobytes('VmRSS') * 1024, peak: kilobytes('VmHWM') * 1024 };
  } catch {
    const ps = spawn('ps', ['-o', 'rss=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] });
    const now = Number(await text(ps.stdout)) * 1024;
    return { now, peak: now };
  }
}
