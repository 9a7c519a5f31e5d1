import type { ProviderDescriptor } from '@patchbay/contract';
import { janusCapabilities } from './janus-capabilities.ts';

/** Janus with its VideoRoom and TextRoom plugins. Needs the `janus-gateway` package; `load` fetches it. */
export const janus: ProviderDescriptor = {
  id: 'janus',
  capabilities: janusCapabilities,
  load: async () => (await import('./client/index.ts')).loadJanusProvider(),
};
