import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

/** What a process has in memory now, and the most that it had: bytes. Linux tells its peak; elsewhere the peak is what `ps` says now. */
export async function memoryOf(pid: number): Promise<{ readonly now: number; readonly peak: number }> {
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
