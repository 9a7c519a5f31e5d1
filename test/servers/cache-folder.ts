import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './find-on-path.ts';

/** Where built servers are kept: `PATCHBAY_CACHE`, or `patchbay` in the user's cache folder. */
export function cacheFolder(environment: Environment): string {
  const own = environment['PATCHBAY_CACHE'];
  if (own) return own;
  const home = environment['HOME'] ?? homedir();
  const caches =
    environment['XDG_CACHE_HOME'] ||
    (process.platform === 'darwin' && join(home, 'Library', 'Caches')) ||
    (process.platform === 'win32' && environment['LOCALAPPDATA']) ||
    join(home, '.cache');
  return join(caches, 'patchbay');
}
