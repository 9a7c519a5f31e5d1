export type { VonageConnection } from './vonage-connection.ts';
export type { VonageProvider } from './vonage-provider.ts';
export type * from './vonage-sdk.ts';
export { createVonageProvider, loadVonageProvider } from './vonage-provider.ts';
