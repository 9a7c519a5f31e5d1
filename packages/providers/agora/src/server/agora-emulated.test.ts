import { type AgoraEmulator, startAgoraEmulator } from '@patchbay/emulators/agora';
import type { BackendContext, ProviderBackend } from '@patchbay/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as schema from '../../fixtures/agora-schema.ts';
import { agoraBackend } from './index.ts';

let emulator: AgoraEmulator;
let backend: ProviderBackend;
const bodies: unknown[] = [];

const context: BackendContext = {
  publicUrl: 'http://patchbay.test',
  fetch: async (input, init) => {
    const response = await fetch(input, init);
    const body: unknown = await response
      .clone()
      .json()
      .catch(() => undefined);
    bodies.push(body);
    return response;
  },
  now: Date.now,
  randomId: () => crypto.randomUUID(),
  seal: () => Promise.resolve(''),
  open: () => Promise.resolve(undefined),
  participantsOf: async () => [],
  connections: { remember: async () => undefined, in: async () => new Map() },
  observe: () => undefined,
};

beforeEach(async () => {
  bodies.length = 0;
  emulator = await startAgoraEmulator();
  backend = await agoraBackend.create(emulator.settings, context);
});
afterEach(() => emulator.close());

describe('the server half, against the emulator', () => {
  test('is let in with the emulator’s account, and with no other', async () => {
    expect(await backend.check()).toMatchObject({ reachable: true });
    const settings = { ...emulator.settings, customerSecret: 'another-secret-of-somebody' };
    const stranger = await agoraBackend.create(settings, context);
    expect(await stranger.check()).toMatchObject({ reachable: false });
  });

  test('ends a room that is not there, and removes nobody from it', async () => {
    await backend.endRoom('room-1');
    await backend.removeParticipant('room-1', 'participant-1');
    for (const body of bodies) expect(schema.kickingAnswer.parse(body).status).toBe('success');
    expect(bodies).toHaveLength(3);
    expect(await backend.listParticipants('room-1')).toEqual([]);
    expect(schema.channelUsers.parse(bodies.at(-1)).data.channel_exist).toBe(false);
  });

  test('leads browsers to the emulator', async () => {
    const request = { room: 'room-1', participant: 'participant-1', userKey: 'user-1', ttlSeconds: 60 };
    expect(await backend.mintCredentials(request)).toMatchObject({ proxyServer: emulator.proxyServer });
  });

  test('hears when Agora fails', async () => {
    emulator.faults.failRest(500);
    await expect(backend.endRoom('room-1')).rejects.toMatchObject({ code: 'provider-failure' });
  });
});
