import { randomBytes } from 'node:crypto';
import { loadConfig, type LoadConfigOptions, type PatchbayConfig } from '@patchbay/server';
import type { Io } from './io.ts';

/** The options that every command takes. */
export interface GlobalOptions {
  /** The config file, as it was typed; `patchbay.config.ts` in the working folder, if it is there, unless told. */
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Where the config is read from, for those that read it again. */
export const configSource = (
  { config }: GlobalOptions,
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
): Pick<LoadConfigOptions, 'file' | 'directory' | 'env'> => ({ file: config, directory: cwd, env });

/** Reads the config as the server would. Rejects with `ConfigError`. */
export const readConfig = (options: GlobalOptions, io: Pick<Io, 'cwd' | 'env'>): Promise<PatchbayConfig> =>
  loadConfig(configSource(options, io));

/**
 * Reads the config for a command that signs nothing and lets nobody in: it works without the secret and the API keys, which
 * belong on the server and nowhere else. Rejects with `ConfigError`.
 */
export const readConfigWithoutKeys = (
  options: GlobalOptions,
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
): Promise<PatchbayConfig> =>
  loadConfig({
    ...configSource(options, { cwd, env: { ...env, PATCHBAY_DEVELOPMENT: 'true' } }),
    // With a database none are made up.
    ephemeral: { secret: anyKey(), apiKey: anyKey() },
  });

const anyKey = (): string => randomBytes(32).toString('base64url');
