import type { BackendContext } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { livekitBackend } from './index.ts';

const context: BackendContext = {
  publicUrl: 'http://patchbay.test',
  fetch: () => Promise.reject(new Error('LiveKit is reached through its SDK.')),
  now: () => 0,
  randomId: () => 'id',
  seal: () => Promise.reject(new Error('LiveKit seals nothing.')),
  open: () => Promise.resolve(undefined),
  participantsOf: async () => [],
  connections: { remember: async () => undefined, in: async () => new Map() },
  observe: () => undefined,
};
const settings = {
  url: 'wss://livekit.test',
  apiKey: 'key',
  apiSecret: 'a-secret-of-more-than-32-characters!',
};

describe('the backend', () => {
  test('mints, receives and closes', async () => {
    const backend = await livekitBackend.create(settings, context);
    expect(backend.id).toBe('livekit');
    const request = { room: 'room-1', participant: 'person-1', userKey: 'user-1', ttlSeconds: 60 };
    expect(await backend.mintCredentials(request)).toMatchObject({ url: 'wss://livekit.test' });
    const verdict = await backend.receiveWebhook?.({
      headers: new Map(),
      body: new Uint8Array(),
      receivedAt: 0,
    });
    expect(verdict).toEqual({ accepted: false, reason: 'signature-missing' });
    await expect(backend.close()).resolves.toBeUndefined();
  });

  test.each(['url', 'apiKey', 'apiSecret'])('is not made without %s', async (name) => {
    const lacking = Object.fromEntries(Object.entries(settings).filter(([key]) => key !== name));
    const error: unknown = await livekitBackend.create(lacking, context).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid-argument', provider: 'livekit' });
    expect(String(error)).not.toContain(settings.apiSecret);
  });

  test.each([
    [{}, undefined],
    [{ projectId: 'p_1' }, undefined],
    [{ projectId: 'p_1', deployment: 'cloud-ship' }, undefined],
    [{ deployment: 'cloud-scale' }, undefined],
    [{ projectId: 'p_1', deployment: 'cloud-scale' }, 7],
  ])('with %j tells the usage of so many days: %s', async (more, days) => {
    const backend = await livekitBackend.create({ ...settings, ...more }, context);
    expect([backend.usageMemoryDays, backend.pullUsage !== undefined]).toEqual([days, days !== undefined]);
  });

  test('is self-hosted unless it is said otherwise, and can be every deployment of the manifest', () => {
    const { manifest, deploymentOf } = livekitBackend;
    expect(deploymentOf(settings)).toBe('self-hosted');
    expect(manifest.deployments[0].id).toBe('self-hosted');
    expect(deploymentOf({ ...settings, deployment: 'cloud-scale' })).toBe('cloud-scale');
    expect(livekitBackend.settings['deployment']?.choices).toEqual(manifest.deployments.map(({ id }) => id));
  });
});
