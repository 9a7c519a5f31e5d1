import type { BackendContext } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { zoomBackend } from './index.ts';

const settings = {
  sdkKey: 'sdk-key',
  sdkSecret: 'the-secret-of-the-sdk-key',
  apiKey: 'api-key',
  apiSecret: 'the-secret-of-the-api-key',
};
const context: BackendContext = {
  publicUrl: 'https://patchbay.test',
  fetch: async () => Response.json({ sessions: [] }),
  now: () => 0,
  randomId: () => 'id',
  seal: () => Promise.reject(new Error('Zoom seals nothing.')),
  open: () => Promise.resolve(undefined),
  participantsOf: async () => [],
  connections: { remember: async () => undefined, in: async () => new Map() },
  observe: () => undefined,
};

describe('the backend', () => {
  test('mints, receives, counts and closes', async () => {
    const backend = await zoomBackend.create({ ...settings, webhookSecret: 'of-the-subscription' }, context);
    const request = { room: 'room-1', participant: 'person-1', userKey: 'user-1', ttlSeconds: 60 };
    expect(await backend.mintCredentials(request)).toMatchObject({ session: 'room-1' });
    const delivery = { headers: new Map(), body: new Uint8Array(), receivedAt: 0 };
    expect(await backend.receiveWebhook?.(delivery)).toMatchObject({ reason: 'signature-missing' });
    expect(await backend.pullUsage?.({ from: 0, to: 1, rooms: undefined })).toEqual([]);
    await expect(backend.close()).resolves.toBeUndefined();
  });

  test('without the secret token receives no webhooks', async () => {
    expect((await zoomBackend.create(settings, context)).receiveWebhook).toBeUndefined();
  });

  test.each(Object.keys(settings))('is not made without %s', async (name) => {
    const lacking = Object.fromEntries(Object.entries(settings).filter(([key]) => key !== name));
    const error: unknown = await zoomBackend.create(lacking, context).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid-argument', provider: 'zoom' });
    expect(String(error)).not.toContain(settings.apiSecret);
  });

  test('keeps its secrets as secrets', () => {
    const secrets = Object.entries(zoomBackend.settings).filter(([, { kind }]) => kind === 'secret');
    expect(secrets.map(([name]) => name)).toEqual(['sdkSecret', 'apiSecret', 'webhookSecret']);
  });
});
