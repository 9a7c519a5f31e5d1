import type { BackendContext } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { janusBackend } from './index.ts';

const settings = {
  url: 'wss://janus.test',
  adminUrl: 'http://janus.test:7088/admin',
  adminSecret: 'the-admin-secret-of-janus',
  adminKey: 'the-admin-key-of-both-plugins',
  tokenSecret: 'the-secret-that-signs-tokens',
  webhookPassword: 'the-password-of-sampleevh',
};
const asked: string[] = [];
const context: BackendContext = {
  publicUrl: 'https://patchbay.test',
  fetch: (input) => {
    asked.push(new Request(input).url);
    return Promise.resolve(Response.json({ janus: 'success', response: {} }));
  },
  now: () => 0,
  randomId: () => 'id',
  seal: () => Promise.reject(new Error('Janus seals nothing.')),
  open: () => Promise.resolve(undefined),
  participantsOf: async () => [],
  connections: { remember: async () => undefined, in: async () => new Map() },
  observe: () => undefined,
};

describe('the backend', () => {
  test('asks the Admin API, receives and closes', async () => {
    const backend = await janusBackend.create(settings, context);
    expect(backend.id).toBe('janus');
    await backend.endRoom('room-1');
    expect(asked).toEqual([settings.adminUrl, settings.adminUrl]);
    const delivery = { headers: new Map(), body: new Uint8Array(), receivedAt: 0 };
    expect(await backend.receiveWebhook?.(delivery)).toEqual({
      accepted: false,
      reason: 'signature-missing',
    });
    await expect(backend.close()).resolves.toBeUndefined();
  });

  test('takes no events without their password', async () => {
    const { webhookPassword: _, ...lacking } = settings;
    expect((await janusBackend.create(lacking, context)).receiveWebhook).toBeUndefined();
  });

  test.each(['url', 'adminUrl', 'adminSecret', 'adminKey', 'tokenSecret'])(
    'is not made without %s',
    async (name) => {
      const lacking = Object.fromEntries(Object.entries(settings).filter(([key]) => key !== name));
      const error: unknown = await janusBackend.create(lacking, context).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'invalid-argument', provider: 'janus' });
      expect(String(error)).not.toContain(settings.tokenSecret);
    },
  );

  test('is not made with ICE servers that are no list', async () => {
    const wrong = { ...settings, iceServers: '{"urls":"stun:stun.test"}' };
    await expect(janusBackend.create(wrong, context)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  test('is on a machine of one’s own', () => {
    expect(janusBackend.deploymentOf(settings)).toBe('self-hosted');
  });

  test('keeps its secrets as secrets', () => {
    const secrets = Object.entries(janusBackend.settings).filter(([, { kind }]) => kind === 'secret');
    expect(secrets.map(([name]) => name)).toEqual([
      'adminSecret',
      'adminKey',
      'tokenSecret',
      'webhookPassword',
    ]);
    expect(secrets.every(([, { minLength }]) => minLength === 16)).toBe(true);
  });
});
