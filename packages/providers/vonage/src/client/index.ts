export type { VonageConnection } from './vonage-connection.ts';
export type * from './vonage-sdk.ts';
export { createVonageProvider, loadVonageProvider, type VonageProvider } from './vonage-provider.ts';
