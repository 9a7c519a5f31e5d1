import type { ProviderDescriptor } from '@patchbay/contract';
import { vonageCapabilities } from './vonage-capabilities.ts';

/** Vonage Video. Needs the `@vonage/client-sdk-video` package; `load` fetches it. */
export const vonage: ProviderDescriptor = {
  id: 'vonage',
  capabilities: vonageCapabilities,
  load: async () => (await import('./client/index.ts')).loadVonageProvider(),
};
