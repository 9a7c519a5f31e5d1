import type { ProviderBackendDescriptor } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { createMediasoupBackend } from './mediasoup-backend.ts';
import { mediasoupSettings } from './mediasoup-settings.ts';

export { createMediasoupBackend, type MediasoupBackendParts } from './mediasoup-backend.ts';

/** mediasoup's server half; list it in the composition root. */
export const mediasoupBackend: ProviderBackendDescriptor = {
  manifest,
  settings: mediasoupSettings,
  deploymentOf: () => 'self-hosted',
  create: (settings, context) => createMediasoupBackend(settings, context),
};
