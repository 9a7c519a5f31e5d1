import { watch } from 'chokidar';
import { ConfigError } from './config-error.ts';
import { configFileOf, loadConfig, type LoadConfigOptions } from './load-config.ts';
import type { EphemeralKeys, PatchbayConfig } from './patchbay-config.ts';

export interface WatchConfigOptions extends LoadConfigOptions {
  /** Called in order, one at a time, with every good reading after the first. */
  readonly onConfig: (config: PatchbayConfig) => void | Promise<void>;
  /** A bad edit; the last good config stays. */
  readonly onError: (error: ConfigError) => void;
}

export interface ConfigWatch {
  close(): Promise<void>;
}

/**
 * Reads the config again whenever its file changes, also when an editor replaces it or it appears only later. Resolves when the
 * watch is in place: an edit after that is seen.
 */
export async function watchConfig(options: WatchConfigOptions): Promise<ConfigWatch> {
  const { onConfig, onError, ...loadOptions } = options;
  let ephemeral: EphemeralKeys = options.ephemeral ?? {};
  let queue = Promise.resolve();
  const read = async (): Promise<void> => {
    try {
      const config = await loadConfig({ ...loadOptions, ephemeral });
      ephemeral = config.ephemeral;
      await onConfig(config);
    } catch (error) {
      onError(asConfigError(error));
    }
  };
  const watcher = watch(configFileOf(options), {
    ignoreInitial: true,
    // A half-written file would be reported as a bad edit.
    awaitWriteFinish: { stabilityThreshold: 50, pollInterval: 10 },
  });
  const changed = (): void => {
    queue = queue.then(read);
  };
  watcher.on('add', changed).on('change', changed);
  await new Promise<void>((ready, failed) => {
    watcher.once('ready', ready).once('error', failed);
  });
  return {
    close: async () => {
      await watcher.close();
      await queue;
    },
  };
}

const asConfigError = (error: unknown): ConfigError =>
  error instanceof ConfigError
    ? error
    : new ConfigError('config-invalid', 'The new configuration could not be applied.', [], error);
