import type { ProviderDescriptor } from '@patchbay/contract';
import { livekitCapabilities } from './livekit-capabilities.ts';

/** LiveKit, self-hosted or LiveKit Cloud. Needs the `livekit-client` package; `load` fetches it. */
export const livekit: ProviderDescriptor = {
  id: 'livekit',
  capabilities: livekitCapabilities,
  load: async () => (await import('./client/index.ts')).loadLivekitProvider(),
};
