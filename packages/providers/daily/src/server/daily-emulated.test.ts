import { type DailyEmulator, startDailyEmulator } from '@patchbay/emulators/daily';
import type { BackendContext, ProviderBackend } from '@patchbay/contract';
import { jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as schema from '../../fixtures/daily-schema.ts';
import { dailyBackend } from './index.ts';

let emulator: DailyEmulator;
let backend: ProviderBackend;
const bodies: unknown[] = [];
const context: BackendContext = {
  publicUrl: 'http://patchbay.test',
  fetch: async (input, init) => {
    const response = await fetch(input, init);
    bodies.push(await response.clone().json());
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
const request = { room: 'consult-1', vendorRoom: undefined, maxParticipants: 2, emptyTimeoutSeconds: 60 };

beforeEach(async () => {
  emulator = await startDailyEmulator();
  backend = await dailyBackend.create(emulator.settings, context);
});
afterEach(async () => {
  await emulator.close();
  bodies.length = 0;
});

describe('the server half, against the emulator in HIPAA mode', () => {
  test('is let in with the emulator’s key, and with no other', async () => {
    expect(await backend.check()).toMatchObject({ reachable: true });
    const settings = { ...emulator.settings, apiKey: 'another-key-of-somebody-else' };
    const stranger = await dailyBackend.create(settings, context);
    expect(await stranger.check()).toMatchObject({ reachable: false });
  });

  test('takes the room’s name from Daily, keeps it, and makes another when it is gone', async () => {
    const room = await backend.createRoom(request);
    expect(room).not.toBe(request.room);
    expect(await backend.createRoom({ ...request, vendorRoom: room })).toBe(room);
    await backend.endRoom(room);
    await backend.endRoom(room);
    expect(await backend.createRoom({ ...request, vendorRoom: room })).not.toBe(room);
    expect(await backend.listParticipants(room)).toEqual([]);
    await backend.removeParticipant(room, 'person-1');
  });

  test('signs tokens that another decoder reads, for this room and nobody’s name', async () => {
    const room = await backend.createRoom(request);
    const credentials = await backend.mintCredentials({
      room,
      participant: 'p-1',
      userKey: 'user-7',
      ttlSeconds: 60,
    });
    const { token, url, callMachine } = credentials as Readonly<Record<string, string>>;
    const { payload, protectedHeader } = await jwtVerify(
      token ?? '',
      new TextEncoder().encode(emulator.account.apiKey),
    );
    expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' });
    const { iat = 0 } = payload;
    expect(payload).toEqual({ r: room, d: emulator.account.domainId, ud: 'p-1', iat, exp: iat + 60 });
    expect([url, callMachine]).toEqual([`${emulator.url}/${room}`, emulator.callMachineUrl]);
    expect(JSON.stringify(credentials)).not.toContain('user-7');
  });

  test('records a room and stops', async () => {
    const room = await backend.createRoom(request);
    await backend.startRecording?.(room);
    await backend.stopRecording?.(room);
    await expect(backend.startRecording?.('nowhere')).rejects.toMatchObject({ code: 'room-not-found' });
  });

  test.each([
    [429, 'provider-failure', true],
    [500, 'provider-failure', true],
    [403, 'not-allowed', false],
  ])('tells %i as %s', async (status, code, retryable) => {
    emulator.faults.failRest(status);
    await expect(backend.createRoom(request)).rejects.toMatchObject({ code, retryable, provider: 'daily' });
  });

  test('is answered what Daily’s schema says', async () => {
    await backend.check();
    expect(schema.domain.parse(bodies.at(-1)).config.hipaa).toBe(true);
    const room = await backend.createRoom(request);
    expect(schema.room.parse(bodies.at(-1)).name).toBe(room);
    await backend.listParticipants(room);
    expect(schema.presence.parse(bodies.at(-1)).data).toEqual([]);
    await backend.removeParticipant(room, 'person-1');
    expect(schema.ejected.parse(bodies.at(-1)).ejectedIds).toEqual([]);
    await backend.stopRecording?.(room);
    expect(schema.sent.safeParse(bodies.at(-1)).success).toBe(true);
    await backend.endRoom(room);
    expect(schema.deletion.parse(bodies.at(-1))).toEqual({ deleted: true, name: room });
    await backend.pullUsage?.({ from: 0, to: Date.now(), rooms: [room] });
    expect(schema.meetings.parse(bodies.at(-1)).data).toEqual([]);
  });

  test('finds no usage where nobody was', async () => {
    expect(await backend.pullUsage?.({ from: 0, to: Date.now(), rooms: undefined })).toEqual([]);
  });
});
