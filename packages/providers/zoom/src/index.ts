import type { ProviderDescriptor } from '@patchbay/contract';
import { zoomCapabilities } from './zoom-capabilities.ts';

/** Zoom Video SDK. Needs the `@zoom/videosdk` package; `load` fetches it. */
export const zoom: ProviderDescriptor = {
  id: 'zoom',
  capabilities: zoomCapabilities,
  load: async () => (await import('./client/index.ts')).loadZoomProvider(),
};
