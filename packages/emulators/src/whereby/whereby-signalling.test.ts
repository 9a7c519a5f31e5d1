import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMeeting, type Payload, WherebyClient } from '../../fixtures/whereby-client.ts';
import { startWherebyEmulator, type WherebyEmulator } from './index.ts';
import { wherebyRefusals } from './whereby-refusals.ts';

let emulator: WherebyEmulator;
const clients: WherebyClient[] = [];
const open = (): WherebyClient => {
  const client = new WherebyClient(emulator);
  clients.push(client);
  return client;
};

beforeEach(async () => {
  emulator = await startWherebyEmulator({ graceSeconds: 60 });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await emulator.close();
});

/** Two people in one room, who have heard of each other. */
async function pair() {
  const { roomName } = await createMeeting(emulator);
  const [first, second] = [open(), open()];
  const { selfId: firstId } = await first.join(roomName, { externalId: 'first' });
  const { selfId: secondId } = await second.join(roomName, { externalId: 'second' });
  await first.hear('new_client');
  return { roomName, first, second, firstId, secondId };
}

const clientsIn = (joined: Payload): readonly Payload[] =>
  (joined['room'] as { readonly clients: readonly Payload[] }).clients;

describe('joining', () => {
  test('is answered with the room as the SDK expects it', async () => {
    const { roomName } = await createMeeting(emulator);
    const joined = await open().join(roomName);
    expect(joined).toMatchObject({
      selfId: expect.any(String),
      clientClaim: expect.any(String),
      disconnectTimeout: 60_000,
      room: { name: roomName, mode: 'normal', sfuServer: null, isLocked: false, session: null },
    });
    expect(clientsIn(joined)).toMatchObject([
      {
        id: joined['selfId'],
        externalId: 'participant-1',
        streams: ['0'],
        isAudioEnabled: false,
        isVideoEnabled: true,
        role: { roleName: 'visitor' },
      },
    ]);
  });

  test('tells the others, and begins a session with the second', async () => {
    const { roomName } = await createMeeting(emulator);
    const first = open();
    await first.join(roomName, { externalId: 'first' });
    const joined = await open().join(roomName, { externalId: 'second' });
    expect(clientsIn(joined).map(({ externalId }) => externalId)).toEqual(['first', 'second']);
    expect(joined).toMatchObject({ room: { session: { id: expect.any(String) } } });
    expect(await first.hear('new_client')).toMatchObject({ client: { externalId: 'second' } });
  });

  test('a locked room takes the key, and whoever has it is host', async () => {
    const { roomName, roomKey } = await createMeeting(emulator, { isLocked: true });
    expect(await open().join(roomName)).toMatchObject({ error: 'room_locked', isLocked: true });
    expect(await open().join(roomName, { roomKey: 'forged' })).toMatchObject({ error: 'invalid_key' });
    const joined = await open().join(roomName, { roomKey });
    expect(clientsIn(joined)).toMatchObject([{ role: { roleName: 'host' } }]);
  });

  test.each([
    ['another organization', { organizationId: 'other' }],
    ['an id that Whereby does not take', { externalId: 'a b' }],
    ['an id that is too long', { externalId: 'x'.repeat(37) }],
    ['no config', { config: undefined }],
  ])('with %s is refused', async (_name, change) => {
    const { roomName } = await createMeeting(emulator);
    expect(await open().join(roomName, change)).toMatchObject({ error: 'invalid_parameters' });
  });

  test('of a room that is not there, or without a device, is refused', async () => {
    const client = open();
    client.emit('join_room', {
      roomName: '/x',
      organizationId: 'x',
      config: { isAudioEnabled: true, isVideoEnabled: true },
    });
    expect(await client.hear('room_joined')).toMatchObject({ error: 'client_missing_device_id' });
    expect(await client.join('/nowhere')).toMatchObject({ error: 'room_unclaimed' });
  });

  test('a room of mode normal takes four', async () => {
    const { roomName } = await createMeeting(emulator);
    for (let count = 0; count < 4; count += 1)
      expect(await open().join(roomName)).not.toHaveProperty('error');
    expect(await open().join(roomName)).toMatchObject({ error: 'room_full' });
  });

  test.each(wherebyRefusals)('is refused with %s on demand', async (error) => {
    const { roomName } = await createMeeting(emulator);
    emulator.faults.refuseJoins(error);
    expect(await open().join(roomName)).toMatchObject({ error });
    emulator.faults.refuseJoins(undefined);
    expect(await open().join(roomName)).not.toHaveProperty('error');
  });
});

describe('in the room', () => {
  test.each(['ready_to_receive_offer', 'sdp_offer', 'sdp_answer', 'ice_candidate', 'ice_endofcandidates'])(
    '%s goes to the one whom it is for',
    async (event) => {
      const { roomName, first, second, firstId, secondId } = await pair();
      const third = open();
      await third.join(roomName);
      first.emit(event, { receiverId: secondId, message: { sdp: 'x' } });
      expect(await second.hear(event)).toEqual({ clientId: firstId, message: { sdp: 'x' } });
      first.emit('chat_message', { text: 'after' });
      await third.hear('chat_message');
      expect(third.heard.map(([name]) => name)).not.toContain(event);
    },
  );

  test('nothing goes to another room', async () => {
    const { first } = await pair();
    const { roomName } = await createMeeting(emulator);
    const stranger = open();
    const { selfId } = await stranger.join(roomName);
    first.emit('sdp_offer', { receiverId: selfId, message: {} });
    first.emit('chat_message', { text: 'hello' });
    await first.hear('chat_message');
    stranger.emit('chat_message', { text: 'alone' });
    await stranger.hear('chat_message');
    expect(stranger.heard).toEqual([]);
  });

  test('a chat message goes to everybody, its sender too', async () => {
    const { first, second, firstId } = await pair();
    first.emit('chat_message', { text: 'hello' });
    for (const client of [first, second])
      expect(await client.hear('chat_message')).toMatchObject({
        senderId: firstId,
        text: 'hello',
        messageType: 'text',
      });
  });

  test('what is on is told to the others, and to who comes later', async () => {
    const { roomName, first, second, firstId } = await pair();
    first.emit('enable_audio', { enabled: true });
    first.emit('enable_video', { enabled: false });
    expect(await second.hear('audio_enabled')).toEqual({ clientId: firstId, isAudioEnabled: true });
    expect(await second.hear('video_enabled')).toEqual({ clientId: firstId, isVideoEnabled: false });
    const joined = await open().join(roomName);
    expect(clientsIn(joined)[0]).toMatchObject({ isAudioEnabled: true, isVideoEnabled: false });
  });

  test('a screen is told to the others, or to one, and to who comes later', async () => {
    const { roomName, first, second, firstId, secondId } = await pair();
    first.emit('start_screenshare', { streamId: 'screen', hasAudioTrack: true });
    const told = { clientId: firstId, streamId: 'screen', hasAudioTrack: true };
    expect(await second.hear('screenshare_started')).toEqual(told);
    first.emit('start_screenshare', { streamId: 'screen', hasAudioTrack: true, receiverId: secondId });
    expect(await second.hear('screenshare_started')).toEqual(told);
    expect(clientsIn(await open().join(roomName))[0]).toMatchObject({ streams: ['0', 'screen'] });
    first.emit('stop_screenshare', { streamId: 'screen' });
    expect(await second.hear('screenshare_stopped')).toEqual({ clientId: firstId, streamId: 'screen' });
  });

  test('only a host puts somebody out or locks', async () => {
    const { roomName, roomKey } = await createMeeting(emulator);
    const [host, visitor] = [open(), open()];
    const { selfId: hostId } = await host.join(roomName, { roomKey });
    const { selfId } = await visitor.join(roomName);
    visitor.emit('kick_client', { clientId: hostId });
    visitor.emit('set_lock', { locked: true });
    host.emit('kick_client', { clientId: selfId });
    expect(await visitor.hear('client_kicked')).toEqual({ clientId: selfId });
    expect(await host.hear('client_left')).toMatchObject({ clientId: selfId });
    expect(await open().join(roomName)).not.toHaveProperty('error');
    host.emit('set_lock', { locked: true });
    await host.hear('room_locked');
    expect(await open().join(roomName)).toMatchObject({ error: 'room_locked' });
  });

  test('what it does not understand is noted and passed over', async () => {
    const { first } = await pair();
    first.emit('enable_audio', { enabled: 'yes' });
    first.emit('chat_message', { text: 'still here' });
    await first.hear('chat_message');
    expect(emulator.log().map(({ what }) => what)).toContain('not understood');
  });
});

describe('leaving', () => {
  test('is answered, and told to the others', async () => {
    const { first, second, firstId } = await pair();
    first.emit('leave_room');
    await first.hear('room_left');
    expect(await second.hear('client_left')).toMatchObject({ clientId: firstId });
  });

  test('without a word keeps the place for whoever has its claim', async () => {
    const { roomName } = await createMeeting(emulator);
    const [first, witness] = [open(), open()];
    const joined = await first.join(roomName, { externalId: 'first' });
    await witness.join(roomName);
    const lift = emulator.faults.interrupt(roomName, 'first');
    lift();
    await first.returned();
    const again = await first.join(roomName, { externalId: 'first', clientClaim: joined['clientClaim'] });
    expect(again['selfId']).toBe(joined['selfId']);
    expect(witness.heard.map(([event]) => event)).not.toContain('client_left');
  });

  test('for longer than that loses it', async () => {
    const due: (() => void)[] = [];
    const schedule = (callback: () => void): (() => void) => {
      due.push(callback);
      return () => void due.splice(due.indexOf(callback), 1);
    };
    await emulator.close();
    emulator = await startWherebyEmulator({ schedule });
    const { first, second, firstId } = await pair();
    first.close();
    await expect.poll(() => due.length).toBe(1);
    due[0]?.();
    expect(await second.hear('client_left')).toMatchObject({ clientId: firstId });
  });
});

test('a meeting that is deleted puts everybody out and lets nobody in', async () => {
  const { meetingId, roomName } = await createMeeting(emulator);
  const people = [open(), open()];
  for (const person of people) await person.join(roomName);
  const headers = { authorization: `Bearer ${emulator.account.apiKey}` };
  await fetch(`${emulator.url}/v1/meetings/${meetingId}`, { method: 'DELETE', headers });
  for (const person of people) await person.hear('client_kicked');
  expect(await open().join(roomName)).toMatchObject({ error: 'room_unclaimed' });
});
