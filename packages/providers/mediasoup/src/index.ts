import type { ProviderDescriptor } from '@patchbay/contract';
import { mediasoupCapabilities } from './mediasoup-capabilities.ts';

/** mediasoup inside Patchbay's own server; list it in `providers`. */
export const mediasoup: ProviderDescriptor = {
  id: 'mediasoup',
  capabilities: mediasoupCapabilities,
  load: async () => (await import('./client/index.ts')).loadMediasoupProvider(),
};
