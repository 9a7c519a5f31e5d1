import type { PatchbayConfigInput } from './config-schema.ts';

/** The default export of `patchbay.config.ts`. Only types: nothing is checked before the server reads it. */
export const defineConfig = (config: PatchbayConfigInput): PatchbayConfigInput => config;
