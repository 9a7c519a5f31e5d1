import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { compareOnce, type Measurement } from './measurement.ts';

const root = join(import.meta.dirname, '..', '..');

/** Gzip size in bytes of what a page downloads for this entry, vendor SDKs left out. */
async function gzipSize(stdin: string, external: readonly string[]): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: stdin, resolveDir: join(root, 'test'), loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2024',
    conditions: ['patchbay-source'],
    external: [...external],
    write: false,
  });
  return outputFiles.reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).byteLength, 0);
}

export async function measureSizes(): Promise<readonly Measurement[]> {
  const goal = (measure: string, bytes: number, kilobytes: number): Measurement =>
    compareOnce(
      { measure, unit: 'bytes gzip (reference: the goal)', better: 'lower' },
      bytes,
      kilobytes * 1000,
    );
  const core = await gzipSize(`export * from '@patchbay/contract'; export * from '@patchbay/session';`, []);
  const adapter = await gzipSize(`export * from '@patchbay/provider-livekit/client';`, [
    'livekit-client',
    '@patchbay/contract',
  ]);
  return [
    goal('size of contract + session', core, 12),
    goal('size of the livekit adapter without its SDK', adapter, 4),
  ];
}
