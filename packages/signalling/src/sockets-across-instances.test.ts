import { beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../fixtures/manual-clock.ts';
import { MemoryInstances } from '../fixtures/memory-instances.ts';
import { RoomWorld } from '../fixtures/room-world.ts';
import { twoInstances } from '../fixtures/two-instances.ts';
import { serverTiming } from './server/index.ts';

let { memory, world, one, two, joinAt } = twoInstances();
beforeEach(() => {
  ({ memory, world, one, two, joinAt } = twoInstances());
});

describe('a socket', () => {
  test.each([
    ['no JSON', 'hello', 4400],
    ['a request before the opening', { number: 1, heard: 0, body: { type: 'note', text: '' } }, 4400],
    ['a forged token', { opening: { token: 'forged', heard: 0 } }, 4401],
  ])('that begins with %s goes to no other instance', async (_name, frame, code) => {
    await joinAt(one, 'ann');
    world.rooms = two.rooms;
    const socket = world.accept();
    const before = memory.crossed.length;
    socket.say(frame);
    await settle();
    expect([socket.closed, memory.crossed.length]).toEqual([code, before]);
  });

  test('that says nothing is closed in time', async () => {
    const socket = world.accept();
    await world.clock.pass(serverTiming.opening);
    expect([socket.closed, world.clock.pending]).toEqual([4408, 0]);
  });

  test('that says more than it may before it is answered is closed', async () => {
    const { token } = await world.grant('ann');
    const socket = world.accept();
    for (let count = 0; count < 6; count += 1) socket.say({ opening: { token, heard: 0 } });
    expect(socket.closed).toBe(4400);
    await settle();
    expect(world.story).toEqual([]);
  });

  test('that closes at any moment of its opening leaves nobody behind', async () => {
    for (let turns = 0; turns < 40; turns += 1) {
      const elsewhere = new RoomWorld();
      const cluster = new MemoryInstances();
      const [near, far] = [elsewhere.beside(cluster), elsewhere.beside(cluster)];
      elsewhere.rooms = near.rooms;
      const { token } = await elsewhere.grant('ann');
      await elsewhere.open();
      elsewhere.rooms = far.rooms;
      const socket = elsewhere.accept();
      socket.say({ opening: { token, heard: 0 } });
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      socket.drop();
      await elsewhere.clock.pass(serverTiming.grace);
      expect([turns, await near.rooms.listParticipants('room')]).toEqual([turns, []]);
    }
  });
});
