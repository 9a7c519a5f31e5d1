import type { BackendContext } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { access, appId } from '../../fixtures/fake-agora-rest.ts';
import { agoraBackend } from './index.ts';

const { customerId, customerSecret } = access;
const appCertificate = 'fedcba9876543210fedcba9876543210';
const settings = { appId, appCertificate, customerId, customerSecret };
const asked: string[] = [];
const context: BackendContext = {
  publicUrl: 'https://patchbay.test',
  fetch: (input) => {
    asked.push(new Request(input).url);
    return Promise.resolve(Response.json({ status: 'success' }));
  },
  now: () => 0,
  randomId: () => 'id',
  seal: () => Promise.reject(new Error('Agora seals nothing.')),
  open: () => Promise.resolve(undefined),
  participantsOf: async () => [],
  connections: { remember: async () => undefined, in: async () => new Map() },
  observe: () => undefined,
};

describe('the backend', () => {
  test('mints, and knows afterwards who is behind a number', async () => {
    const backend = await agoraBackend.create({ ...settings, notificationSecret: 'a-secret' }, context);
    const request = { room: 'room-1', participant: 'participant-1', userKey: 'user-1', ttlSeconds: 60 };
    expect(await backend.mintCredentials(request)).toMatchObject({ appId, channel: 'room-1' });
    const delivery = { headers: new Map(), body: new Uint8Array(), receivedAt: 0 };
    expect(await backend.receiveWebhook?.(delivery)).toEqual({
      accepted: false,
      reason: 'signature-missing',
    });
    await expect(backend.close()).resolves.toBeUndefined();
  });

  test('receives nothing and pulls nothing without what that needs', async () => {
    const backend = await agoraBackend.create(settings, context);
    expect([backend.receiveWebhook, backend.pullUsage]).toEqual([undefined, undefined]);
    const more = await agoraBackend.create({ ...settings, projectId: 'project-1' }, context);
    expect(more.pullUsage).toBeTypeOf('function');
  });

  test('goes to the emulator when it is told to', async () => {
    const backend = await agoraBackend.create({ ...settings, emulatorUrl: 'http://127.0.0.1:1/' }, context);
    await backend.endRoom('room-1');
    expect(asked.at(-1)).toBe('http://127.0.0.1:1/dev/v1/kicking-rule');
  });

  test.each([
    ['no app id', { appId: '' }],
    ['an app id that is none', { appId: 'app' }],
    ['a certificate that is none', { appCertificate: 'certificate' }],
    ['no customer', { customerId: '' }],
    ['no secret', { customerSecret: '' }],
  ])('is not made with %s', async (_name, change) => {
    const error: unknown = await agoraBackend
      .create({ ...settings, ...change }, context)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid-argument', provider: 'agora' });
    expect(String(error)).not.toContain(customerSecret);
  });

  test('is on the packages of today unless it is said otherwise', () => {
    const { manifest, deploymentOf } = agoraBackend;
    expect(deploymentOf(settings)).toBe('packages');
    expect(deploymentOf({ ...settings, deployment: 'legacy' })).toBe('legacy');
    expect(agoraBackend.settings['deployment']?.choices).toEqual(manifest.deployments.map(({ id }) => id));
  });

  test('keeps its secrets as secrets', () => {
    const secrets = Object.entries(agoraBackend.settings).filter(([, { kind }]) => kind === 'secret');
    expect(secrets.map(([name]) => name)).toEqual(['appCertificate', 'customerSecret', 'notificationSecret']);
  });
});
