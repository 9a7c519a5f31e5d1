import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Rolldown } from 'vite';
import { providers } from './patchbay.providers.ts';

const require = createRequire(import.meta.url);

const packageFileOf = (provider: string): string =>
  require.resolve(`@patchbay/provider-${provider}/package.json`);

/** The packages that a provider's client half loads its vendor's SDK from: its peers. */
export function sdksOf(provider: string): readonly string[] {
  const { peerDependencies = {} } = JSON.parse(readFileSync(packageFileOf(provider), 'utf8')) as {
    readonly peerDependencies?: Readonly<Record<string, string>>;
  };
  return Object.keys(peerDependencies);
}

/** The very copy that the provider loads: Whereby's SDK brings another mediasoup-client along. */
const folderOf = (provider: string, sdk: string): string =>
  `${realpathSync(join(dirname(packageFileOf(provider)), 'node_modules', sdk))}/`;

const holds = (folder: string, chunk: Rolldown.OutputChunk): boolean =>
  chunk.moduleIds.some((id) => id.startsWith(folder));

/** Which providers' SDKs each file of a built page holds something of; files that hold nothing of any are left out. */
export function sdkFilesOf(chunks: readonly Rolldown.OutputChunk[]): ReadonlyMap<string, readonly string[]> {
  const folders = providers.map(({ id }) => [id, sdksOf(id).map((sdk) => folderOf(id, sdk))] as const);
  const entries = chunks.map((chunk) => {
    const held = folders.filter(([, those]) => those.some((folder) => holds(folder, chunk)));
    return [chunk.fileName, held.map(([id]) => id)] as const;
  });
  return new Map(entries.filter(([, held]) => held.length > 0));
}
