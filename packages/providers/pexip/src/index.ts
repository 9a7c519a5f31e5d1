import type { ProviderDescriptor } from '@patchbay/contract';
import { pexipCapabilities } from './pexip-capabilities.ts';

/** Pexip Infinity. Needs the `@pexip/infinity` package and its two companions; `load` fetches them. */
export const pexip: ProviderDescriptor = {
  id: 'pexip',
  capabilities: pexipCapabilities,
  load: async () => (await import('./client/index.ts')).loadPexipProvider(),
};
