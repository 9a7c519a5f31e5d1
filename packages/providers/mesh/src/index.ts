import type { ProviderDescriptor } from '@patchbay/contract';
import { meshCapabilities } from './mesh-capabilities.ts';

/** Peer-to-peer consults of up to four people over Patchbay's own signalling; list it in `providers`. */
export const mesh: ProviderDescriptor = {
  id: 'mesh',
  capabilities: meshCapabilities,
  load: async () => (await import('./client/index.ts')).createMeshProvider(),
};
