import type { ProviderDescriptor } from '@patchbay/contract';
import { twilioCapabilities } from './twilio-capabilities.ts';

/** Twilio Video. Needs the `twilio-video` package; `load` fetches it. */
export const twilio: ProviderDescriptor = {
  id: 'twilio',
  capabilities: twilioCapabilities,
  load: async () => (await import('./client/index.ts')).loadTwilioProvider(),
};
