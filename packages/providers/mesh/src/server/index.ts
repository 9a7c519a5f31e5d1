import type { ProviderBackendDescriptor } from '@patchbay/contract';
import { manifest } from '../manifest.ts';
import { createMeshBackend } from './mesh-backend.ts';
import { meshSettings } from './mesh-settings.ts';

export { createMeshBackend } from './mesh-backend.ts';

/** The mesh provider's server half; list it in the composition root. */
export const meshBackend: ProviderBackendDescriptor = {
  manifest,
  settings: meshSettings,
  deploymentOf: () => 'self-hosted',
  create: async (settings, context) => createMeshBackend(settings, context),
};
