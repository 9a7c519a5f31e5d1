import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRoom, join, rest } from '../../fixtures/twilio-client.ts';
import { startTwilioEmulator, type TwilioEmulator } from './start-twilio-emulator.ts';

let emulator: TwilioEmulator;
beforeEach(async () => {
  emulator = await startTwilioEmulator();
});
afterEach(() => emulator.close());

describe('rooms', () => {
  test('are made, found by name and SID, listed and completed', async () => {
    const { status, body } = await createRoom(emulator, { MaxParticipants: '3', EmptyRoomTimeout: '7' });
    expect([status, body]).toMatchObject([
      201,
      { unique_name: 'room-1', status: 'in-progress', max_participants: 3, empty_room_timeout: 7 },
    ]);
    for (const name of ['room-1', String(body['sid'])])
      expect(await rest(emulator, `/v1/Rooms/${name}`)).toMatchObject({
        status: 200,
        body: { sid: body['sid'] },
      });
    expect((await rest(emulator, '/v1/Rooms?UniqueName=room-1')).body['rooms']).toHaveLength(1);
    expect(await rest(emulator, '/v1/Rooms/room-1', { Status: 'completed' })).toMatchObject({
      status: 202,
      body: { status: 'completed' },
    });
    expect((await rest(emulator, '/v1/Rooms')).body['rooms']).toEqual([]);
    expect((await rest(emulator, '/v1/Rooms?Status=completed')).body['rooms']).toHaveLength(1);
  });

  test('of one name are one while in progress, and may follow each other', async () => {
    const first = await createRoom(emulator);
    expect(await createRoom(emulator)).toMatchObject({ status: 400, body: { code: 53113 } });
    await rest(emulator, '/v1/Rooms/room-1', { Status: 'completed' });
    const second = await createRoom(emulator);
    expect(second.status).toBe(201);
    expect(second.body['sid']).not.toBe(first.body['sid']);
  });

  test.each([
    [{ MaxParticipants: '51' }, 53107],
    [{ MaxParticipants: 'many' }, 53107],
    [{ Type: 'peer-to-peer' }, 53108],
    [{ EmptyRoomTimeout: '61' }, 53109],
    [{ UnusedRoomTimeout: '0' }, 53109],
    [{ StatusCallbackMethod: 'PUT' }, 53110],
    [{ StatusCallback: 'nowhere' }, 53111],
    [{ UniqueName: 'x'.repeat(129) }, 53101],
  ])('with %j are refused with %i', async (form, code) => {
    expect(await createRoom(emulator, form)).toMatchObject({ status: 400, body: { code, status: 400 } });
  });

  test('that are over, or never were, are not there by name', async () => {
    const { body } = await createRoom(emulator);
    await rest(emulator, '/v1/Rooms/room-1', { Status: 'completed' });
    expect(await rest(emulator, '/v1/Rooms/room-1')).toMatchObject({ status: 404, body: { code: 20404 } });
    const again = await rest(emulator, `/v1/Rooms/${String(body['sid'])}`, { Status: 'completed' });
    expect(again).toMatchObject({ status: 400, body: { code: 53112 } });
  });
});

describe('participants', () => {
  test('are listed, found by identity and disconnected', async () => {
    await createRoom(emulator);
    const { client, sid } = await join(emulator, 'room-1', 'person-1');
    await join(emulator, 'room-1', 'person-2');
    const listed = await rest(emulator, '/v1/Rooms/room-1/Participants?Status=connected&Identity=person-1');
    expect(listed.body['participants']).toMatchObject([{ sid, identity: 'person-1', status: 'connected' }]);
    const kicked = await rest(emulator, `/v1/Rooms/room-1/Participants/${String(sid)}`, {
      Status: 'disconnected',
    });
    expect(kicked).toMatchObject({ status: 202, body: { status: 'disconnected' } });
    expect(await client.hears('disconnected')).toEqual({ type: 'disconnected', status: 'disconnected' });
    const gone = await rest(emulator, '/v1/Rooms/room-1/Participants?Status=disconnected');
    expect(gone.body['participants']).toMatchObject([{ sid, status: 'disconnected' }]);
    const again = await rest(emulator, `/v1/Rooms/room-1/Participants/${String(sid)}`, {
      Status: 'disconnected',
    });
    expect(again).toMatchObject({ status: 404 });
  });

  test('are counted by Insights, connection by connection', async () => {
    await createRoom(emulator);
    const { client } = await join(emulator, 'room-1', 'person-1');
    client.say({ type: 'disconnect', version: 2 });
    await join(emulator, 'room-1', 'person-1');
    const { body } = await rest(emulator, '/v1/Video/Rooms?RoomName=room-1');
    const [room] = body['rooms'] as { room_sid: string; unique_participants: number }[];
    expect(room).toMatchObject({ unique_participants: 2, unique_participant_identities: 1 });
    const { body: page } = await rest(emulator, `/v1/Video/Rooms/${room?.room_sid}/Participants`);
    expect(page['participants']).toMatchObject([
      { participant_identity: 'person-1', duration_sec: 0, status: 'disconnected' },
      { participant_identity: 'person-1', duration_sec: null, status: 'connected' },
    ]);
  });
});

describe('callers', () => {
  test('without the account’s key are sent away', async () => {
    for (const authorization of ['', 'Basic eDp5', 'Bearer token']) {
      const response = await fetch(`${emulator.url}/v1/Rooms`, { headers: { authorization } });
      expect([response.status, await response.json()]).toMatchObject([401, { code: 20003 }]);
    }
  });

  test('may use the auth token in place of a key', async () => {
    const { accountSid, authToken } = emulator.account;
    const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    expect((await fetch(`${emulator.url}/v1/Rooms`, { headers: { authorization } })).status).toBe(200);
  });

  test('of what is not there are told so', async () => {
    expect(await rest(emulator, '/v1/Compositions')).toMatchObject({ status: 404, body: { code: 20404 } });
  });
});
