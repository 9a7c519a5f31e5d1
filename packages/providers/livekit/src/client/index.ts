export type { LivekitConnection } from './livekit-connection.ts';
export type { LivekitProvider, LivekitProviderOptions } from './livekit-provider.ts';
export type * from './livekit-sdk.ts';
export { createLivekitProvider, loadLivekitProvider } from './livekit-provider.ts';
