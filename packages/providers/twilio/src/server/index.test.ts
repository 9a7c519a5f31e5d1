import type { BackendContext } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { access } from '../../fixtures/fake-twilio-rest.ts';
import { twilioBackend } from './index.ts';

const { accountSid, apiKeySid, apiKeySecret } = access;
const settings = { accountSid, apiKeySid, apiKeySecret, authToken: 'the-account-s-auth-token' };
const asked: string[] = [];
const context: BackendContext = {
  publicUrl: 'https://patchbay.test',
  fetch: (input, init) => {
    const { url } = new Request(input);
    asked.push(`${url} ${init?.body instanceof URLSearchParams ? init.body.toString() : ''}`);
    return Promise.resolve(Response.json({}));
  },
  now: () => 0,
  randomId: () => 'id',
  seal: () => Promise.reject(new Error('Twilio seals nothing.')),
  open: () => Promise.resolve(undefined),
  participantsOf: async () => [],
  connections: { remember: async () => undefined, in: async () => new Map() },
  observe: () => undefined,
};

describe('the backend', () => {
  test('mints, receives and closes', async () => {
    const backend = await twilioBackend.create(settings, context);
    expect(backend.id).toBe('twilio');
    const request = { room: 'room-1', participant: 'person-1', userKey: 'user-1', ttlSeconds: 60 };
    expect(await backend.mintCredentials(request)).toMatchObject({ room: 'room-1' });
    const delivery = { headers: new Map(), body: new Uint8Array(), receivedAt: 0 };
    expect(await backend.receiveWebhook?.(delivery)).toEqual({
      accepted: false,
      reason: 'signature-missing',
    });
    await expect(backend.close()).resolves.toBeUndefined();
  });

  test('has Twilio report to the address of its webhooks', async () => {
    const backend = await twilioBackend.create(settings, context);
    await backend.createRoom({ room: 'room-1', maxParticipants: 2, emptyTimeoutSeconds: 60 });
    expect(asked.at(-1)).toMatch(/^https:\/\/video\.twilio\.com\/v1\/Rooms /);
    expect(asked.at(-1)).toContain(encodeURIComponent('https://patchbay.test/v1/webhooks/twilio'));
  });

  test('without the auth token receives no webhooks, and asks for none', async () => {
    const { authToken: _, ...lacking } = settings;
    const backend = await twilioBackend.create(lacking, context);
    expect(backend.receiveWebhook).toBeUndefined();
    await backend.createRoom({ room: 'room-1', maxParticipants: 2, emptyTimeoutSeconds: 60 });
    expect(asked.at(-1)).not.toContain('StatusCallback');
  });

  test('goes to the emulator when it is told to', async () => {
    const backend = await twilioBackend.create({ ...settings, emulatorUrl: 'http://127.0.0.1:1/' }, context);
    await backend.endRoom('room-1');
    expect(asked.at(-1)).toMatch(/^http:\/\/127\.0\.0\.1:1\/v1\/Rooms\/room-1 /);
  });

  test.each(['accountSid', 'apiKeySid', 'apiKeySecret'])('is not made without %s', async (name) => {
    const lacking = Object.fromEntries(Object.entries(settings).filter(([key]) => key !== name));
    const error: unknown = await twilioBackend.create(lacking, context).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid-argument', provider: 'twilio' });
    expect(String(error)).not.toContain(apiKeySecret);
  });

  test('is on an edition with a BAA unless it is said otherwise', () => {
    const { manifest, deploymentOf } = twilioBackend;
    expect(deploymentOf(settings)).toBe(manifest.deployments[0].id);
    expect(manifest.deployments[0].baa.offered.value).toBe('yes');
    expect(deploymentOf({ ...settings, deployment: 'no-edition' })).toBe('no-edition');
    expect(twilioBackend.settings['deployment']?.choices).toEqual(manifest.deployments.map(({ id }) => id));
  });

  test('keeps its secrets as secrets', () => {
    const secrets = Object.entries(twilioBackend.settings).filter(([, { kind }]) => kind === 'secret');
    expect(secrets.map(([name]) => name)).toEqual(['apiKeySecret', 'authToken']);
  });
});
