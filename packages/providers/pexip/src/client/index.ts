export type { PexipConnection } from './pexip-connection.ts';
export type { PexipProvider, PexipProviderOptions } from './pexip-provider.ts';
export type * from './pexip-sdk.ts';
export { createPexipProvider, loadPexipProvider } from './pexip-provider.ts';
