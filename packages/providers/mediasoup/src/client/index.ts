export type { MediasoupConnection } from './mediasoup-connection.ts';
export type * from './mediasoup-sdk.ts';
export {
  createMediasoupProvider,
  loadMediasoupProvider,
  type MediasoupProviderOptions,
} from './mediasoup-provider.ts';
