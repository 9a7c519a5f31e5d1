import { startWherebyEmulator, type WherebyEmulator } from '@patchbay/emulators/whereby';
import type { BackendContext, ProviderBackend } from '@patchbay/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as schema from '../../fixtures/whereby-schema.ts';
import { wherebyBackend } from './index.ts';

let emulator: WherebyEmulator;
let backend: ProviderBackend;
const bodies: unknown[] = [];

const context: BackendContext = {
  publicUrl: 'http://patchbay.test',
  fetch: async (input, init) => {
    const response = await fetch(input, init);
    if (response.status !== 204) bodies.push(await response.clone().json());
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
  emulator = await startWherebyEmulator();
  backend = await wherebyBackend.create(emulator.settings, context);
});
afterEach(async () => {
  await emulator.close();
  bodies.length = 0;
});

const request = { room: 'room-1', vendorRoom: undefined, maxParticipants: 2, emptyTimeoutSeconds: 60 };

describe('the server half, against the emulator', () => {
  test('is let in with the emulator’s key, and with no other', async () => {
    expect(await backend.check()).toMatchObject({ reachable: true });
    const stranger = await wherebyBackend.create(
      { ...emulator.settings, apiKey: 'of-somebody-else' },
      context,
    );
    expect(await stranger.check()).toMatchObject({ reachable: false });
  });

  test('makes a meeting once, and another one when it is gone', async () => {
    const room = await backend.createRoom(request);
    expect(schema.meeting.parse(bodies.at(-1)).meetingId).toBe(room.split('.')[0]);
    expect(await backend.createRoom({ ...request, vendorRoom: room })).toBe(room);
    await backend.endRoom(room);
    await backend.endRoom(room);
    expect(await backend.createRoom({ ...request, vendorRoom: room })).not.toBe(room);
  });

  test('gives a key with a locked room, and none with an open one', async () => {
    const room = await backend.createRoom(request);
    const asking = { room, participant: 'person-1', userKey: 'user-1', ttlSeconds: 60 };
    expect(await backend.mintCredentials(asking)).toMatchObject({ roomKey: expect.any(String) });
    const settings = { ...emulator.settings, deployment: 'no-baa' };
    const open = await wherebyBackend.create(settings, context);
    const credentials = await open.mintCredentials({ ...asking, room: await open.createRoom(request) });
    expect(credentials).not.toHaveProperty('roomKey');
  });

  test('reads from Insights what the schema says, of a room that was deleted too', async () => {
    const room = await backend.createRoom(request);
    await backend.endRoom(room);
    expect(await backend.listParticipants(room)).toEqual([]);
    expect(schema.sessionPage.parse(bodies.at(-1)).results).toEqual([]);
    const [from, to] = [Date.now() - 60_000, Date.now() + 60_000];
    expect(await backend.pullUsage?.({ from, to, rooms: undefined })).toEqual([]);
    expect(bodies.some((body) => schema.roomPage.safeParse(body).data?.results.length === 1)).toBe(true);
  });

  test('is told when it asks too often', async () => {
    emulator.faults.failRest(429);
    const creating = backend.createRoom(request);
    await expect(creating).rejects.toMatchObject({ code: 'provider-failure', retryable: true });
    expect(schema.throttled.safeParse(bodies.at(-1)).success).toBe(true);
  });
});
