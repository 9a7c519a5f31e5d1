export type { FakeConnection } from './fake-connection.ts';
export { createFakeVideoProvider } from './fake-provider.ts';
