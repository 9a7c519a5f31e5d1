import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Rolldown } from 'vite';
import { providers } from './patchbay.providers.ts';

const require = createRequire(import.meta.url);

/** The packages that a provider's client half loads its vendor's SDK from: its peers. */
export function sdksOf(provider: string): readonly string[] {
  const file = require.resolve(`@patchbay/provider-${provider}/package.json`);
  const { peerDependencies = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly peerDependencies?: Readonly<Record<string, string>>;
  };
  return Object.keys(peerDependencies);
}

const holds = (sdk: string, chunk: Rolldown.OutputChunk): boolean =>
  chunk.moduleIds.some((id) => id.includes(`/node_modules/${sdk}/`));

/** Which providers' SDKs each file of a built page holds something of; files that hold nothing of any are left out. */
export function sdkFilesOf(chunks: readonly Rolldown.OutputChunk[]): ReadonlyMap<string, readonly string[]> {
  const entries = chunks.map((chunk) => {
    const held = providers.filter(({ id }) => sdksOf(id).some((sdk) => holds(sdk, chunk)));
    return [chunk.fileName, held.map(({ id }) => id)] as const;
  });
  return new Map(entries.filter(([, held]) => held.length > 0));
}
