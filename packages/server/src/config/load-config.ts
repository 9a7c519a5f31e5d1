import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProviderBackendDescriptor } from '@patchbay/contract';
import { ConfigError } from './config-error.ts';
import type { Environment } from './environment-overrides.ts';
import type { EphemeralKeys, PatchbayConfig } from './patchbay-config.ts';
import { resolveConfig } from './resolve-config.ts';

export const defaultConfigFile = 'patchbay.config.ts';

export interface LoadConfigOptions {
  /** The config file, which has to be there; `patchbay.config.ts` in the directory, if it is there, unless told. */
  readonly file?: string | undefined;
  /** What relative paths stand on; the working directory unless told. */
  readonly directory?: string | undefined;
  /** Overrides, as in `process.env`; none unless given. */
  readonly env?: Environment | undefined;
  /** Installed backends where the file names none; those of `defaultProviders` unless told. */
  readonly installed?: readonly ProviderBackendDescriptor[] | undefined;
  readonly ephemeral?: EphemeralKeys | undefined;
}

let readings = 0;

/** The absolute path of the file that `loadConfig` reads. */
export const configFileOf = ({
  file,
  directory = '.',
}: Pick<LoadConfigOptions, 'file' | 'directory'>): string => resolve(directory, file ?? defaultConfigFile);

/**
 * Reads and checks the config. Without a file: mesh, SQLite under `.patchbay`, and the secret and API key from the environment.
 * Modules that the config file imports are read only once per process. Throws `ConfigError`.
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<PatchbayConfig> {
  const { env, installed, ephemeral, directory = '.' } = options;
  const file = configFileOf(options);
  if (!(await exists(file))) {
    if (options.file === undefined) return resolveConfig({}, { env, installed, ephemeral, directory });
    throw new ConfigError('config-file-not-found', `There is no config file at ${file}.`);
  }
  const input = await importDefault(file);
  return resolveConfig(input, { env, installed, ephemeral, file, directory: dirname(file) });
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

async function importDefault(file: string): Promise<unknown> {
  const url = pathToFileURL(file);
  const { mtimeMs } = await stat(file);
  // Modules are cached by address: another query reads the file again.
  url.search = `version=${mtimeMs}-${readings++}`;
  let module: { readonly default?: unknown };
  try {
    module = await import(url.href);
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown reason';
    throw new ConfigError(
      'config-file-unreadable',
      `The config file ${file} cannot be run. ${reason}`,
      [],
      error,
    );
  }
  if (typeof module.default === 'object' && module.default !== null) return module.default;
  throw new ConfigError(
    'config-file-unreadable',
    `The config file ${file} has no default export. Write: export default defineConfig({ ... }).`,
  );
}
