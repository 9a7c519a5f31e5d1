import type { ProviderDescriptor } from '@patchbay/contract';
import { dailyCapabilities } from './daily-capabilities.ts';

/** Daily. Needs the `@daily-co/daily-js` package; `load` fetches it. */
export const daily: ProviderDescriptor = {
  id: 'daily',
  capabilities: dailyCapabilities,
  load: async () => (await import('./client/index.ts')).loadDailyProvider(),
};
