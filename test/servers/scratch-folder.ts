import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder for one test, with programs that are shell scripts. */
export async function scratchFolder() {
  const path = await mkdtemp(join(tmpdir(), 'patchbay-servers-'));
  return {
    path,
    async program(name: string, script: string): Promise<string> {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, `#!/bin/sh\n${script}\n`);
      await chmod(file, 0o755);
      return file;
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

export type ScratchFolder = Awaited<ReturnType<typeof scratchFolder>>;
