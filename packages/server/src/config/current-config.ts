import type { PatchbayConfig } from './patchbay-config.ts';

/** The config that the next request is served under. */
export interface CurrentConfig {
  get(): PatchbayConfig;
  set(config: PatchbayConfig): void;
}

export function createCurrentConfig(initial: PatchbayConfig): CurrentConfig {
  let config = initial;
  return {
    get: () => config,
    set: (next) => {
      config = next;
    },
  };
}
