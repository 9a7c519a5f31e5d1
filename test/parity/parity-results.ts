import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createInMemoryHarness,
  FakeMediaStreamTrack,
  installFakeMedia,
  type ProviderResults,
  runAll,
  scenarios,
  toProviderResults,
} from '@patchbay/conformance';
import { createFakeCloud, createFakeProvider } from '@patchbay/provider-fake';

export const resultsFolder = join(import.meta.dirname, 'results');
/** Of runs against vendors' own clouds, each with its day. */
export const liveResultsFolder = join(import.meta.dirname, 'live');
export const matrixFile = join(import.meta.dirname, '..', '..', 'docs', 'parity.md');

/** Results of runs, one file per provider: what was nearest to the vendor comes first. */
export function readResults(folders = [resultsFolder, liveResultsFolder]): readonly ProviderResults[] {
  const order: readonly string[] = ['live', 'real', 'emulated', 'fake'];
  return folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => JSON.parse(readFileSync(file, 'utf8')) as ProviderResults)
    .sort((a, b) => order.indexOf(a.assurance) - order.indexOf(b.assurance));
}

export const resultsText = (results: ProviderResults): string => `${JSON.stringify(results, undefined, 2)}\n`;

/** The fake takes half a second, so it is run anew every time. */
export async function runFake(): Promise<ProviderResults> {
  const undo = installFakeMedia();
  try {
    const cloud = createFakeCloud({ createTrack: (kind) => new FakeMediaStreamTrack(kind) });
    const harness = createInMemoryHarness(createFakeProvider(cloud), cloud);
    return toProviderResults(harness, await runAll(harness, { atOnce: scenarios.length }));
  } finally {
    undo();
  }
}
