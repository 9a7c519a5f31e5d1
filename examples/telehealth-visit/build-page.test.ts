import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPage } from './build-page.ts';
import { providers } from './patchbay.providers.ts';
import { sdkFilesOf, sdksOf } from './vendor-sdks.ts';

let outDirectory: string;
let chunks: readonly Rolldown.OutputChunk[];

beforeAll(async () => {
  outDirectory = await mkdtemp(join(tmpdir(), 'visit-page-'));
  const { output } = await buildPage({ outDirectory });
  chunks = output.filter((part) => part.type === 'chunk');
}, 180_000);

afterAll(() => rm(outDirectory, { recursive: true }));

/** The chunks that a browser loads with this one, before anything was asked for. */
const loadedWith = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const imported of chunks.find(({ fileName }) => fileName === file)?.imports ?? [])
    loadedWith(imported, seen);
  return seen;
};

test('what everybody loads is small and holds nothing of any SDK', async () => {
  const entry = chunks.find(({ isEntry }) => isEntry);
  const first = loadedWith(entry?.fileName ?? '');
  expect(first.size).toBeGreaterThan(0);
  const files = sdkFilesOf(chunks);
  expect([...first].filter((file) => files.has(file))).toEqual([]);
  const script = await readFile(join(outDirectory, entry?.fileName ?? ''), 'utf8');
  expect(script.length).toBeLessThan(330_000);
});

const withSdk = providers.map(({ id }) => id).filter((id) => sdksOf(id).length > 0);

describe.each(withSdk)('the built page and the SDK of %s', (id) => {
  test('has it, in files that hold nothing of another vendor’s', () => {
    const holding = [...sdkFilesOf(chunks)].filter(([, held]) => held.includes(id));
    expect(holding.length).toBeGreaterThan(0);
    expect(holding.filter(([, held]) => held.length > 1)).toEqual([]);
  });

  test('loads it only when it is asked for', () => {
    const files = sdkFilesOf(chunks);
    const eager = chunks.filter(
      (chunk) => !chunk.isEntry && !chunk.isDynamicEntry && files.get(chunk.fileName)?.includes(id),
    );
    const entry = loadedWith(chunks.find(({ isEntry }) => isEntry)?.fileName ?? '');
    expect(eager.filter(({ fileName }) => entry.has(fileName))).toEqual([]);
  });
});
