import { vonageBackend } from '@patchbay/provider-vonage/server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cameraStream } from './camera-stream.ts';
import { startVonageEmulator } from './index.ts';
import { rumorTypes } from './rumor-frame.ts';
import { VonageRooms } from './vonage-rooms.ts';

let rooms: VonageRooms;
beforeEach(async () => {
  rooms = await new VonageRooms().start();
});
afterEach(() => rooms.close());

describe('the server half', () => {
  test('is let in with the application’s key, and with no other', async () => {
    expect(await rooms.backend.check()).toMatchObject({ reachable: true });
    const other = await startVonageEmulator();
    const stranger = await vonageBackend.create(
      { ...other.settings, emulatorUrl: rooms.emulator.url },
      rooms.context,
    );
    expect(await stranger.check()).toMatchObject({ reachable: false });
    await other.close();
  });

  test('lists, removes and empties, by what webhooks told', async () => {
    const room = await rooms.createRoom();
    const [first, second] = [await rooms.enter(room, 'p1'), await rooms.enter(room, 'p2')];
    await rooms.emulator.settled();
    const there = await rooms.backend.listParticipants(room);
    expect(there.map(({ participant }) => participant)).toEqual(['p1', 'p2']);
    await rooms.backend.removeParticipant(room, 'p1');
    await first.client.closed();
    expect(first.client.heard('deleted', /connection/)[0]?.message.reason).toBe('forceDisconnected');
    await rooms.backend.endRoom(room);
    await second.client.closed();
    expect(await rooms.backend.listParticipants(room)).toEqual([]);
  });

  test('accepts the webhooks, as Vonage signs them', async () => {
    const room = await rooms.createRoom();
    const { client } = await rooms.enter(room);
    await client.ask('create', '/stream/s1', cameraStream('s1'));
    client.send(rumorTypes.disconnect);
    await client.closed();
    await rooms.emulator.settled();
    const observations = (await Promise.all(rooms.verdicts)).map(
      (verdict) => verdict?.accepted && verdict.observations,
    );
    expect(observations.flat()).toMatchObject([
      { kind: 'room-started', room },
      { kind: 'joined', participant: 'p1', connection: client.id },
      { kind: 'present', participant: 'p1' },
      { kind: 'present', participant: 'p1' },
      { kind: 'left', participant: 'p1' },
      { kind: 'room-ended', room },
    ]);
  });

  test('records, and counts what was used', async () => {
    const room = await rooms.createRoom();
    await expect(rooms.backend.startRecording?.(room)).rejects.toMatchObject({ code: 'room-not-found' });
    const { client } = await rooms.enter(room);
    await client.ask('create', '/stream/s1', cameraStream('s1'));
    await rooms.backend.startRecording?.(room);
    await rooms.backend.startRecording?.(room);
    await rooms.backend.stopRecording?.(room);
    await rooms.backend.stopRecording?.(room);
    expect(client.heard('created', /archive/)).toHaveLength(1);
    rooms.time += 120_000;
    expect(await rooms.backend.pullUsage?.({ from: 0, to: rooms.time, rooms: [room] })).toMatchObject([
      { room, participantSeconds: 120 },
    ]);
    // Of another time there is nothing, and of this one what lies in it.
    expect(await rooms.backend.pullUsage?.({ from: 0, to: rooms.time - 120_000, rooms: [room] })).toEqual([]);
    expect(
      await rooms.backend.pullUsage?.({ from: rooms.time - 50_000, to: rooms.time + 1, rooms: [room] }),
    ).toMatchObject([{ room, participantSeconds: 50 }]);
    rooms.time += 22 * 86_400_000;
    client.send(rumorTypes.disconnect);
    await client.closed();
    expect(
      await rooms.backend.pullUsage?.({ from: 0, to: rooms.time - 21 * 86_400_000, rooms: [room] }),
    ).toEqual([]);
  });

  test('records no relayed session', async () => {
    await rooms.close();
    await rooms.start({ relayed: true });
    const room = await rooms.createRoom();
    await rooms.enter(room);
    await expect(rooms.backend.startRecording?.(room)).rejects.toMatchObject({ code: 'not-allowed' });
  });

  test('hears of REST that fails', async () => {
    rooms.emulator.faults.failRest(503);
    await expect(rooms.createRoom()).rejects.toMatchObject({ code: 'provider-failure', retryable: true });
    expect(await rooms.createRoom()).toMatch(/^1_/);
  });
});

describe('session information', () => {
  test('is given for a good token', async () => {
    const room = await rooms.createRoom();
    expect(await rooms.lookUp(room, await rooms.tokenFor(room))).toMatchObject([{ session_id: room }]);
  });

  test.each([
    ['no token', async () => ''],
    ['a forged token', async (room: string) => (await rooms.tokenFor(room)).replace(/.{6}$/, 'AAAAAA')],
    ['a token of another session', async () => rooms.tokenFor('another')],
  ])('is refused for %s', async (_name, token) => {
    const room = await rooms.createRoom();
    expect(await rooms.lookUp(room, await token(room))).toMatchObject([{ error: { code: 403 } }]);
  });

  test('is refused for a token past its time', async () => {
    const room = await rooms.createRoom();
    const token = await rooms.tokenFor(room);
    rooms.time += 61_000;
    expect(await rooms.lookUp(room, token)).toMatchObject([{ error: { code: 403 } }]);
  });

  test('is refused for a session that is none, and by a fault', async () => {
    const room = await rooms.createRoom();
    expect(await rooms.lookUp('none', await rooms.tokenFor('none'))).toMatchObject([
      { error: { code: 404 } },
    ]);
    rooms.emulator.faults.refuseSessions(409);
    expect(await rooms.lookUp(room, await rooms.tokenFor(room))).toMatchObject([{ error: { code: 409 } }]);
  });

  test('is not answered at all by a fault', async () => {
    const room = await rooms.createRoom();
    rooms.emulator.faults.hangUp(room);
    await expect(rooms.lookUp(room, await rooms.tokenFor(room))).rejects.toThrow('fetch failed');
  });
});

test('leaves are lost by a fault', async () => {
  const room = await rooms.createRoom();
  const { client } = await rooms.enter(room);
  rooms.emulator.faults.loseLeaveEvents(true);
  client.send(rumorTypes.disconnect);
  await client.closed();
  await rooms.emulator.settled();
  expect(rooms.emulator.log().map(({ what }) => what)).not.toContain('webhook connectionDestroyed');
});

test('the log holds no secret', async () => {
  const room = await rooms.createRoom();
  const token = await rooms.tokenFor(room);
  await rooms.lookUp(room, token);
  await rooms.enter(room);
  const text = JSON.stringify(rooms.emulator.log());
  expect(text).toContain('session information');
  for (const secret of [token, rooms.emulator.account.signatureSecret, 'PRIVATE KEY'])
    expect(text).not.toContain(secret);
});
