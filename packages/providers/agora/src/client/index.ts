export type { AgoraConnection } from './agora-connection.ts';
export type { AgoraProvider } from './agora-provider.ts';
export type * from './agora-sdk.ts';
export { createAgoraProvider, loadAgoraProvider } from './agora-provider.ts';
