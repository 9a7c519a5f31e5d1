import type { ProviderDescriptor } from '@patchbay/contract';
import { wherebyCapabilities } from './whereby-capabilities.ts';

/** Whereby Embedded. Needs the packages `@whereby.com/core` and `@whereby.com/media`; `load` fetches them. */
export const whereby: ProviderDescriptor = {
  id: 'whereby',
  capabilities: wherebyCapabilities,
  load: async () => (await import('./client/index.ts')).loadWherebyProvider(),
};
