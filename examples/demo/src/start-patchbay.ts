import {
  createPatchbay,
  type Environment,
  loadConfig,
  type Patchbay,
  serve,
  watchConfig,
} from '@patchbay/server';
import type { ResourceStack } from './resource-stack.ts';

export interface StartPatchbayOptions {
  readonly configFile: string;
  /** Read again with the config; the caller may add to it. */
  readonly environment: Environment;
  readonly resources: ResourceStack;
  readonly log: (line: string) => void;
}

export interface StartedPatchbay {
  readonly patchbay: Patchbay;
  readonly url: string;
  /** Resolves when the next reading of the config has been taken over, with the provider it names. */
  nextConfig(): Promise<string>;
}

/** Starts the server as `patchbay serve` does: from its config file, which it watches. */
export async function startPatchbay(options: StartPatchbayOptions): Promise<StartedPatchbay> {
  const { configFile: file, environment: env, resources, log } = options;
  const config = await loadConfig({ file, env });
  const patchbay = await createPatchbay({
    config,
    log: ({ level, event, ...rest }) => {
      if (level === 'warn' || level === 'error') log(`server: ${event} ${JSON.stringify(rest)}`);
    },
  });
  resources.add('the server', () => patchbay.close());
  const serving = await serve({ patchbay });
  resources.add('the listener', () => serving.close());
  const waiting: ((provider: string) => void)[] = [];
  const watch = await watchConfig({
    file,
    env,
    ephemeral: config.ephemeral,
    onConfig: async (next) => {
      try {
        await patchbay.reloadConfig(next);
        log(`demo: the next consult is on ${next.provider}`);
        for (const resolve of waiting.splice(0)) resolve(next.provider);
      } catch (error) {
        log(`demo: the change was not taken over. ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    onError: (error) => log(`demo: the change was not taken over. ${error.message}`),
  });
  resources.add('the config watch', () => watch.close());
  const nextConfig = (): Promise<string> =>
    new Promise((resolve) => {
      waiting.push(resolve);
    });
  return { patchbay, url: serving.url, nextConfig };
}
