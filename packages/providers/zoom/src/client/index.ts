export type { ZoomConnection } from './zoom-connection.ts';
export type { ZoomProvider, ZoomProviderOptions } from './zoom-provider.ts';
export type * from './zoom-sdk.ts';
export { createZoomProvider, loadZoomProvider } from './zoom-provider.ts';
