export type { DailyConnection } from './daily-connection.ts';
export type { DailyProvider, DailyProviderOptions } from './daily-provider.ts';
export type * from './daily-sdk.ts';
export { createDailyProvider, loadDailyProvider } from './daily-provider.ts';
