import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rolldown } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPage } from './build-page.ts';

let outDirectory: string;
let chunks: readonly Rolldown.OutputChunk[];

beforeAll(async () => {
  outDirectory = await mkdtemp(join(tmpdir(), 'visit-page-'));
  const { output } = await buildPage({ outDirectory });
  chunks = output.filter((part) => part.type === 'chunk');
}, 120_000);

afterAll(() => rm(outDirectory, { recursive: true }));

const sdks = ['livekit-client', 'twilio-video'].map((name) => ({
  name,
  pattern: new RegExp(`/node_modules/${name}/`),
}));

/** The chunks that a browser loads with this one, before anything was asked for. */
const loadedWith = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const imported of chunks.find(({ fileName }) => fileName === file)?.imports ?? [])
    loadedWith(imported, seen);
  return seen;
};

const holds = (pattern: RegExp) => (chunk: Rolldown.OutputChunk) =>
  chunk.moduleIds.some((id) => pattern.test(id));

describe.each(sdks)('the built page and $name', ({ pattern }) => {
  const holdsSdk = holds(pattern);

  test('keeps a vendor’s SDK out of what everybody loads', () => {
    const entry = chunks.find(({ isEntry }) => isEntry);
    const first = loadedWith(entry?.fileName ?? '');
    expect(first.size).toBeGreaterThan(0);
    expect(chunks.filter((chunk) => first.has(chunk.fileName) && holdsSdk(chunk))).toEqual([]);
  });

  test('has the SDK in a chunk of its own, with nothing else in it', () => {
    const [own, ...others] = chunks.filter(holdsSdk);
    expect(others).toEqual([]);
    expect(own?.isDynamicEntry).toBe(true);
    expect(own?.moduleIds.filter((id) => id.includes('/packages/'))).toEqual([]);
  });

  test('says the same in its manifest', async () => {
    const manifest = JSON.parse(
      await readFile(join(outDirectory, '.vite', 'manifest.json'), 'utf8'),
    ) as Record<
      string,
      {
        readonly file: string;
        readonly isEntry?: boolean;
        readonly imports?: readonly string[];
        readonly dynamicImports?: readonly string[];
      }
    >;
    const entry = manifest['index.html'];
    expect(entry?.isEntry).toBe(true);
    expect(entry?.imports?.some((name) => pattern.test(`/${name}`)) ?? false).toBe(false);
    const lazy = Object.entries(manifest).filter(([name]) => pattern.test(`/${name}`));
    expect(lazy).toHaveLength(1);
    const script = await readFile(join(outDirectory, entry?.file ?? ''), 'utf8');
    expect(script.length).toBeLessThan(330_000);
  });
});
