import type { ProviderDescriptor } from '@patchbay/contract';
import { agoraCapabilities } from './agora-capabilities.ts';

/** Agora's real-time network. Needs the `agora-rtc-sdk-ng` package; `load` fetches it. */
export const agora: ProviderDescriptor = {
  id: 'agora',
  capabilities: agoraCapabilities,
  load: async () => (await import('./client/index.ts')).loadAgoraProvider(),
};
