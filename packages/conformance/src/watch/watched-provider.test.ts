import { describe, expect, test } from 'vitest';
import type { ConnectRequest, ProviderEvent } from '@patchbay/contract';
import { createStubDescriptor } from '../../fixtures/stub-harness.ts';
import { WatchedProvider } from './watched-provider.ts';

const request: ConnectRequest = { credentials: null, userKey: 'a', signal: new AbortController().signal };
const fact: ProviderEvent = { type: 'restored' };

async function connect(watched: WatchedProvider, told: ProviderEvent[] = []) {
  const provider = await watched.descriptor.load();
  return provider.connect(request, (event) => void told.push(event));
}

describe('WatchedProvider', () => {
  test('notes what is asked and how it ended', async () => {
    const watched = new WatchedProvider(createStubDescriptor());
    const connection = await connect(watched);
    await connection.send('hello', undefined);
    expect(watched.calls).toEqual(['load', 'connect', 'send']);
    expect([watched.connects, watched.openConnections]).toEqual([['resolved'], 1]);
    await connection.disconnect();
    expect(watched.openConnections).toBe(0);
  });

  test('fails one call without asking the adapter, then lets through', async () => {
    const watched = new WatchedProvider(createStubDescriptor());
    watched.failNext('connect', new Error('refused'));
    await expect(connect(watched)).rejects.toThrow('refused');
    expect([watched.connects, watched.openConnections]).toEqual([['rejected'], 0]);
    await expect(connect(watched)).resolves.toBeDefined();
  });

  test('holds an answer back while the adapter has done its part', async () => {
    const watched = new WatchedProvider(createStubDescriptor());
    const release = watched.hold('connect');
    let isConnected = false;
    const connecting = connect(watched).then(() => (isConnected = true));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect([watched.openConnections, isConnected]).toEqual([1, false]);
    release();
    await expect(connecting).resolves.toBe(true);
  });

  test('tells late reports from timely ones', async () => {
    let report: (event: ProviderEvent) => void = () => undefined;
    const stub = createStubDescriptor();
    const watched = new WatchedProvider({
      ...stub,
      load: async () => {
        const provider = await stub.load();
        return {
          ...provider,
          connect: (asked, listener) => {
            report = listener;
            return provider.connect(asked, listener);
          },
        };
      },
    });
    const told: ProviderEvent[] = [];
    const connection = await connect(watched, told);
    report(fact);
    expect(watched.lateReports).toEqual([]);
    await connection.disconnect();
    report(fact);
    expect(watched.lateReports).toEqual([fact]);
    watched.report(fact);
    expect(told).toHaveLength(3);
  });
});
