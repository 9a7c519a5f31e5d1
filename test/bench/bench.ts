import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { build } from 'esbuild';
import { prepareServers } from '../servers/prepare-servers.ts';
import { measureJoining } from './measure-joining.ts';

/** One line of the bench: ours beside the raw thing, measured in the same run. */
export interface Measurement {
  readonly measure: string;
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** How far single values lie apart. */
  readonly spread?: { readonly ours: Spread; readonly reference: Spread };
}

export interface Spread {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  /** The true mean lies this near to the one measured, with 95 % confidence. */
  readonly meanWithin: number;
}

const root = join(import.meta.dirname, '..', '..');
const asJson = process.argv.includes('--json');
const progress = (line: string) => console.error(line);

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

async function measureSizes(): Promise<readonly Measurement[]> {
  const goal = (measure: string, bytes: number, kilobytes: number): Measurement => ({
    measure,
    ours: bytes,
    reference: kilobytes * 1000,
    ratio: bytes / (kilobytes * 1000),
    unit: 'bytes gzip (reference: the goal)',
    better: 'lower',
  });
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

const requirements = await prepareServers(progress);
const measurements = [...(await measureJoining(requirements, progress)), ...(await measureSizes())];
if (asJson) {
  console.log(JSON.stringify(measurements, undefined, 2));
} else {
  const spreadText = ({ p10, p50, p90, meanWithin }: Spread): string =>
    `p10 ${p10.toFixed(1)}, p50 ${p50.toFixed(1)}, p90 ${p90.toFixed(1)}, mean ± ${meanWithin.toFixed(1)}`;
  for (const { measure, ours, reference, ratio, unit, spread } of measurements) {
    console.log(
      `${measure}: ${ours.toFixed(1)} against ${reference.toFixed(1)} ${unit}, ratio ${ratio.toFixed(3)}`,
    );
    if (spread !== undefined)
      console.log(`  ours ${spreadText(spread.ours)}; reference ${spreadText(spread.reference)}`);
  }
}
