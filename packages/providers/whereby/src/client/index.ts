export type { WherebyConnection } from './whereby-connection.ts';
export type { WherebyProvider, WherebyProviderOptions } from './whereby-provider.ts';
export type * from './whereby-sdk.ts';
export { createWherebyProvider, loadWherebyProvider } from './whereby-provider.ts';
