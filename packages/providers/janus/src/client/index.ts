export type { JanusConnection } from './janus-connection.ts';
export type { JanusProvider, JanusProviderOptions } from './janus-provider.ts';
export type * from './janus-sdk.ts';
export { createJanusProvider, loadJanusProvider } from './janus-provider.ts';
