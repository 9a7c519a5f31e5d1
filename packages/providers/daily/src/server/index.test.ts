import type { BackendContext } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { apiKey } from '../../fixtures/fake-daily-rest.ts';
import { dailyBackend } from './index.ts';

const asked: string[] = [];
const context: BackendContext = {
  publicUrl: 'https://patchbay.test',
  fetch: async (input) => {
    asked.push(new Request(input).url);
    return Response.json({ domain_name: 'acme', domain_id: 'domain-1' });
  },
  now: () => 1000,
  randomId: () => 'id',
  seal: () => Promise.resolve(''),
  open: () => Promise.resolve(undefined),
  participantsOf: async () => [],
  connections: { remember: async () => undefined, in: async () => new Map() },
  observe: () => undefined,
};

describe('the settings', () => {
  test('say what is needed, and what is a secret', () => {
    const { apiKey: key, webhookSecret, emulatorUrl, deployment } = dailyBackend.settings;
    expect([key?.kind, webhookSecret?.kind]).toEqual(['secret', 'secret']);
    expect([key?.required, webhookSecret?.required, emulatorUrl?.required]).toEqual([true, false, false]);
    expect(deployment?.choices).toEqual(['healthcare-add-on', 'no-add-on']);
    expect(dailyBackend.deploymentOf({})).toBe('healthcare-add-on');
    expect(dailyBackend.deploymentOf({ deployment: 'no-add-on' })).toBe('no-add-on');
  });

  test('without a key make no backend', async () => {
    const making = dailyBackend.create({}, context);
    await expect(making).rejects.toMatchObject({ code: 'invalid-argument', provider: 'daily' });
  });
});

describe('the backend', () => {
  test('takes webhooks only with a secret', async () => {
    const backend = await dailyBackend.create({ apiKey }, context);
    expect(backend.receiveWebhook).toBeUndefined();
    const other = await dailyBackend.create({ apiKey, webhookSecret: 'c2VjcmV0' }, context);
    expect(other.receiveWebhook).toBeDefined();
    await backend.close();
  });

  test.each([
    [undefined, 'https://api.daily.co/v1/'],
    ['http://127.0.0.1:7/', 'http://127.0.0.1:7/v1/'],
  ])('with the emulator %s asks %s', async (emulatorUrl, address) => {
    const backend = await dailyBackend.create({ apiKey, ...(emulatorUrl && { emulatorUrl }) }, context);
    asked.length = 0;
    await backend.check();
    expect(asked).toEqual([address]);
  });

  test('asks for the domain once, however many tickets there are', async () => {
    const backend = await dailyBackend.create({ apiKey }, context);
    asked.length = 0;
    const request = { room: 'room', participant: 'person-1', userKey: 'user-1', ttlSeconds: 60 };
    for (let ticket = 0; ticket < 2; ticket += 1) await backend.mintCredentials(request);
    expect(asked).toHaveLength(1);
  });
});
