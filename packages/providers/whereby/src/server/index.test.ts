import type { BackendContext } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { apiKey } from '../../fixtures/fake-whereby-rest.ts';
import { wherebyBackend } from './index.ts';

const asked: string[] = [];
const context: BackendContext = {
  publicUrl: 'https://patchbay.test',
  fetch: async (input) => {
    asked.push(new Request(input).url);
    return Response.json({ results: [] });
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
    const { apiKey: key, webhookSecret, emulatorUrl, deployment } = wherebyBackend.settings;
    expect([key?.kind, webhookSecret?.kind]).toEqual(['secret', 'secret']);
    expect([key?.required, webhookSecret?.required, emulatorUrl?.required]).toEqual([true, false, false]);
    expect(deployment?.choices).toEqual(['hipaa', 'no-baa']);
    expect(wherebyBackend.deploymentOf({})).toBe('hipaa');
    expect(wherebyBackend.deploymentOf({ deployment: 'no-baa' })).toBe('no-baa');
  });

  test('without a key make no backend', async () => {
    const making = wherebyBackend.create({}, context);
    await expect(making).rejects.toMatchObject({ code: 'invalid-argument', provider: 'whereby' });
  });
});

describe('the backend', () => {
  test('takes webhooks only with a secret', async () => {
    const backend = await wherebyBackend.create({ apiKey }, context);
    expect(backend.receiveWebhook).toBeUndefined();
    const other = await wherebyBackend.create({ apiKey, webhookSecret: 'secret' }, context);
    expect(other.receiveWebhook).toBeDefined();
    await backend.close();
  });

  test.each([
    [undefined, 'https://api.whereby.dev/v1/meetings?limit=1'],
    ['http://127.0.0.1:7/', 'http://127.0.0.1:7/v1/meetings?limit=1'],
  ])('with the emulator %s asks %s', async (emulatorUrl, address) => {
    const backend = await wherebyBackend.create({ apiKey, ...(emulatorUrl && { emulatorUrl }) }, context);
    asked.length = 0;
    await backend.check();
    expect(asked).toEqual([address]);
  });
});
