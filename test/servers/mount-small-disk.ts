import { execFile } from 'node:child_process';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface SmallDisk {
  readonly path: string;
  /** Makes room, as an operator would. */
  grow(megabytes: number): Promise<void>;
  unmount(): Promise<void>;
}

const run = promisify(execFile);

/** A disk of its own, in memory, that is really full when it is full. Needs Linux and the right to mount; rejects without. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk> {
  const path = await mkdtemp(join(tmpdir(), 'patchbay-disk-'));
  const mount = (...args: string[]) => run('mount', ['-t', 'tmpfs', ...args, 'patchbay-disk', path]);
  try {
    await mount('-o', `size=${megabytes}m,mode=0700`);
  } catch (error) {
    await rmdir(path);
    throw error;
  }
  return {
    path,
    grow: async (size) => void (await mount('-o', `remount,size=${size}m`)),
    unmount: async () => {
      await run('umount', [path]);
      await rmdir(path);
    },
  };
}
