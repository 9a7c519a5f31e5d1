import type { BackendContext } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { account } from '../../fixtures/fake-account.ts';
import { vonageBackend } from './index.ts';

const { applicationId, pem: privateKey, signatureSecret } = account;
const settings = { applicationId, privateKey, signatureSecret };
const asked: string[] = [];
const context: BackendContext = {
  publicUrl: 'https://patchbay.test',
  fetch: (input, init) => {
    const { url } = new Request(input);
    asked.push(`${url} ${init?.body instanceof URLSearchParams ? init.body.toString() : ''}`);
    return Promise.resolve(Response.json([{ session_id: '1_made' }]));
  },
  now: () => 0,
  randomId: () => 'id',
  seal: () => Promise.reject(new Error('Vonage seals nothing.')),
  open: () => Promise.resolve(undefined),
  participantsOf: async () => [],
  connections: { remember: async () => undefined, in: async () => new Map() },
  observe: () => undefined,
};
const request = { room: 'room-1', vendorRoom: undefined, maxParticipants: 2, emptyTimeoutSeconds: 60 };

describe('the backend', () => {
  test('mints, receives and closes', async () => {
    const backend = await vonageBackend.create(settings, context);
    expect(backend.id).toBe('vonage');
    const asking = { room: '1_made', participant: 'person-1', userKey: 'user-1', ttlSeconds: 60 };
    expect(await backend.mintCredentials(asking)).toMatchObject({ applicationId, sessionId: '1_made' });
    const delivery = { headers: new Map(), body: new Uint8Array(), receivedAt: 0 };
    expect(await backend.receiveWebhook?.(delivery)).toEqual({
      accepted: false,
      reason: 'signature-missing',
    });
    await expect(backend.close()).resolves.toBeUndefined();
  });

  test('goes to Vonage, routed, unless it is told otherwise', async () => {
    const backend = await vonageBackend.create(settings, context);
    expect(await backend.createRoom(request)).toBe('1_made');
    expect(asked.at(-1)).toBe(
      'https://video.api.vonage.com/session/create archiveMode=manual&p2p.preference=disabled',
    );
    const other = { ...settings, mediaMode: 'relayed', emulatorUrl: 'http://127.0.0.1:1/' };
    await (await vonageBackend.create(other, context)).createRoom(request);
    expect(asked.at(-1)).toBe('http://127.0.0.1:1/session/create archiveMode=manual&p2p.preference=enabled');
  });

  test('without the signature secret receives no webhooks', async () => {
    const backend = await vonageBackend.create({ applicationId, privateKey }, context);
    expect(backend.receiveWebhook).toBeUndefined();
  });

  test.each(['applicationId', 'privateKey'])('is not made without %s', async (name) => {
    const lacking = Object.fromEntries(Object.entries(settings).filter(([key]) => key !== name));
    const error: unknown = await vonageBackend.create(lacking, context).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid-argument', provider: 'vonage' });
    expect(String(error)).not.toContain('PRIVATE KEY');
  });

  test('is not made with a key that is none', async () => {
    const making = vonageBackend.create({ ...settings, privateKey: 'not a key of any kind' }, context);
    await expect(making).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  test('keeps its secrets as secrets, and has one deployment', () => {
    const secrets = Object.entries(vonageBackend.settings).filter(([, { kind }]) => kind === 'secret');
    expect(secrets.map(([name]) => name)).toEqual(['privateKey', 'signatureSecret']);
    expect(vonageBackend.deploymentOf(settings)).toBe(vonageBackend.manifest.deployments[0].id);
  });
});
