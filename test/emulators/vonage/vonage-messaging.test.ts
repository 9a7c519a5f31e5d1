import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { cameraStream } from './camera-stream.ts';
import { rumorTypes } from './rumor-frame.ts';
import { VonageRooms } from './vonage-rooms.ts';

let rooms: VonageRooms;
beforeEach(async () => {
  rooms = await new VonageRooms().start();
});
afterEach(() => rooms.close());

describe('messaging', () => {
  test('tells a newcomer who is there, and everybody of the newcomer', async () => {
    const room = await rooms.createRoom();
    const first = await rooms.enter(room);
    const second = await rooms.enter(room, 'p2');
    expect(first.answer).toMatchObject({ status: '200', data: { connection: [{ id: first.client.id }] } });
    const { connection } = second.answer.data as { connection: { id: string }[] };
    expect(connection.map(({ id }) => id)).toEqual([first.client.id, second.client.id]);
    await vi.waitFor(() => expect(first.client.heard('created', /connection/)).toHaveLength(2));
  });

  test('lets in nobody with a bad token, nor for want of room', async () => {
    const room = await rooms.createRoom();
    const client = await rooms.arrive(room);
    expect(await client.connect('forged')).toMatchObject({ status: '403' });
    rooms.emulator.faults.refuseForWantOfRoom(true);
    const refused = { status: '409', data: { reason: 'connectionLimitExceeded' } };
    expect(await client.connect(await rooms.tokenFor(room))).toEqual(refused);
    expect(await client.ask('create', '/stream/s1', cameraStream('s1'))).toMatchObject({ status: '403' });
  });

  test('takes offers and answers between who sends and who receives, and tells of mutes', async () => {
    const room = await rooms.createRoom();
    const { client: sender } = await rooms.enter(room);
    const { client: receiver } = await rooms.enter(room, 'p2');
    await sender.ask('create', '/stream/s1', cameraStream('s1'));
    await receiver.ask('create', '/stream/s1/subscriber/r1', {});
    await vi.waitFor(() => expect(sender.heard('generateoffer', /subscriber\/r1/)).toHaveLength(1));
    await sender.ask('offer', '/stream/s1/subscriber/r1', { sdp: 'offer' });
    await vi.waitFor(() => expect(receiver.heard('offer', /r1/)).toMatchObject([{ from: sender.id }]));
    await receiver.ask('answer', '/stream/s1/subscriber/r1', { sdp: 'answer' });
    await vi.waitFor(() => expect(sender.heard('answer', /r1/)).toMatchObject([{ from: receiver.id }]));
    await sender.ask('update', '/stream/s1/channel/video1', { active: false });
    await vi.waitFor(() => expect(receiver.heard('updated', /channel/)).toHaveLength(1));
    await receiver.ask('update', '/stream/s1/channel/video1', { active: true });
    expect(receiver.heard('updated', /channel/)).toHaveLength(1);
    expect(await receiver.ask('create', '/stream/none/subscriber/r2', {})).toMatchObject({ status: '404' });
  });

  test('carries signals to everybody, the sender too, or to one', async () => {
    const room = await rooms.createRoom();
    const people = [
      await rooms.enter(room, 'p1'),
      await rooms.enter(room, 'p2'),
      await rooms.enter(room, 'p3'),
    ];
    const [first, second, third] = people.map(({ client }) => client);
    await first?.ask('signal', '/signal/1', { type: 'patchbay', data: 'all' });
    await first?.ask('signal', `/connection/${third?.id}/signal/2`, { type: 'patchbay', data: 'one' });
    await vi.waitFor(() => expect(third?.heard('signal', /signal/)).toHaveLength(2));
    expect([first, second].map((client) => client?.heard('signal', /signal/).length)).toEqual([1, 1]);
    const nobody = await first?.ask('signal', '/connection/none/signal/3', { data: 'none' });
    expect(nobody).toMatchObject({ status: '404' });
  });

  test('sends again over the next socket what was not acknowledged', async () => {
    const room = await rooms.createRoom();
    const { client: first } = await rooms.enter(room);
    const { client: second } = await rooms.enter(room, 'p2');
    first.acknowledges = false;
    first.cut();
    await second.ask('signal', '/signal/1', { data: 'while away' });
    first.told.length = 0;
    await first.open(true);
    await vi.waitFor(() => expect(first.heard('signal', /signal/)).toHaveLength(1));
  });

  test('gives up who does not come back in time', async () => {
    await rooms.close();
    await rooms.start({ leaseSeconds: 0.05 });
    const room = await rooms.createRoom();
    const { client: first } = await rooms.enter(room);
    const { client: second } = await rooms.enter(room, 'p2');
    first.cut();
    await vi.waitFor(() => {
      const [gone] = second.heard('deleted', new RegExp(`connection/${first.id}`));
      expect(gone?.message.reason).toBe('networkDisconnected');
    });
  });

  test('lets nobody back in whose seat is gone', async () => {
    const room = await rooms.createRoom();
    const { client } = await rooms.enter(room);
    client.send(rumorTypes.disconnect);
    await client.closed();
    await expect(client.open(true).then(() => client.closed())).resolves.toBeUndefined();
  });

  test('lets nobody back in while a fault holds them off', async () => {
    const room = await rooms.createRoom();
    const { client } = await rooms.enter(room);
    const restore = rooms.emulator.faults.interrupt(
      room,
      JSON.stringify({ participant: 'p1', userKey: 'key' }),
    );
    await client.closed();
    await expect(client.open(true).then(() => client.closed())).resolves.toBeUndefined();
    restore();
    expect(() => rooms.emulator.faults.interrupt(room, 'nobody')).toThrow('Nobody in that session');
  });

  test('answers nonsense, and goes on', async () => {
    const room = await rooms.createRoom();
    const { client } = await rooms.enter(room);
    client.send(rumorTypes.message, { 'TRANSACTION-ID': 't1' }, 'no JSON');
    expect(await client.ask('read', '')).toMatchObject({ status: '200' });
  });
});
