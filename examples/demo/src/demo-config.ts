import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..');

/** The config that a person edits while the demo runs. */
export const committedConfig = join(folder, 'patchbay.config.ts');

export interface ConfigCopy {
  readonly file: string;
  /** Changes the one line that names the provider. */
  setProvider(provider: string): Promise<void>;
  remove(): Promise<void>;
}

const providerLine = /^(\s*provider: )'[^']*'/m;

/** A copy to edit by program, in this package so that its imports resolve. */
export async function copyConfig(provider: string): Promise<ConfigCopy> {
  const parent = join(folder, '.run');
  await mkdir(parent, { recursive: true });
  const directory = await mkdtemp(join(parent, 'demo-'));
  const file = join(directory, 'patchbay.config.ts');
  const original = await readFile(committedConfig, 'utf8');
  if (!providerLine.test(original))
    throw new Error(`${committedConfig} has no line that names the provider.`);
  const setProvider = (name: string): Promise<void> =>
    writeFile(file, original.replace(providerLine, `$1'${name}'`));
  await setProvider(provider);
  return { file, setProvider, remove: () => rm(directory, { recursive: true, force: true }) };
}
