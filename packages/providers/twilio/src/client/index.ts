export type { TwilioConnection } from './twilio-connection.ts';
export type { TwilioProvider, TwilioProviderOptions } from './twilio-provider.ts';
export type * from './twilio-sdk.ts';
export { createTwilioProvider, loadTwilioProvider } from './twilio-provider.ts';
