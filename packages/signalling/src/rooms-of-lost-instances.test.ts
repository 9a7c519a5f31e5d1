import { beforeEach, describe, expect, test } from 'vitest';
import { codeOf } from '../fixtures/code-of.ts';
import { settle } from '../fixtures/manual-clock.ts';
import { messagesOf } from '../fixtures/messages-of.ts';
import { twoInstances } from '../fixtures/two-instances.ts';
import { serverTiming } from './server/index.ts';

let { memory, world, one, two, joinAt } = twoInstances();
beforeEach(() => {
  ({ memory, world, one, two, joinAt } = twoInstances());
});

describe('an instance that is killed', () => {
  test('and had the room: everybody is back through another one as who they were, and goes on', async () => {
    const [ann, ben] = [await joinAt(one, 'ann'), await joinAt(two, 'ben')];
    world.rooms = two.rooms;
    one.kill();
    await world.clock.pass(5_000);
    for (const person of [ann, ben]) {
      expect(person.isOver).toBe(false);
      expect(person.types.slice(-3)).toEqual(['interrupted signalling', 'roster', 'restored']);
      expect(person.types).not.toContain('participant-left');
    }
    await ann.room.send('still here?', undefined);
    await settle();
    expect(messagesOf(ben)).toEqual(['still here?']);
    await world.clock.pass(60_000);
    expect([ann.isOver, ben.isOver]).toEqual([false, false]);
    expect(world.story.slice(0, 4)).toEqual(['room-started', 'ann joined', 'ben joined', 'room-started']);
    expect(world.story.slice(4).toSorted()).toEqual(['ann joined', 'ben joined']);
    const connections = world.observations.flatMap(({ connection }) => connection ?? []);
    expect(new Set(connections).size).toBe(2);
  });

  test('and relayed: the room keeps the seat until its browser is back through another one', async () => {
    const [ann, ben] = [await joinAt(one, 'ann'), await joinAt(two, 'ben')];
    world.rooms = one.rooms;
    two.kill();
    await settle();
    await ann.room.send('meanwhile', undefined);
    await world.clock.pass(2_000);
    expect(ben.types.slice(-2)).toEqual(['restored', 'message']);
    expect(ben.welcomes).toHaveLength(1);
    expect(ann.types).toEqual(['roster', 'participant-joined']);
    expect(world.story).toEqual(['room-started', 'ann joined', 'ben joined']);
  });

  test('and relayed: who does not come back has left when it was killed', async () => {
    const ann = await joinAt(one, 'ann');
    const ben = await joinAt(two, 'ben');
    const killedAt = world.clock.now();
    ben.isReachable = false;
    two.kill();
    await world.clock.pass(serverTiming.grace);
    expect(ann.types.at(-1)).toBe('participant-left');
    expect(world.observations.at(-1)).toMatchObject({ kind: 'left', participant: 'ben', at: killedAt });
  });

  test('lets nobody back in whom it had shut out', async () => {
    const credentials = await world.grant('ann');
    const [ann, ben] = [await joinAt(one, 'ann'), await joinAt(two, 'ben')];
    await one.rooms.removeParticipant('room', 'ann');
    await settle();
    expect(ann.isOver).toBe(true);
    one.kill();
    world.rooms = two.rooms;
    const again = world.enter(credentials);
    await world.clock.pass(2_000);
    expect([await codeOf(again.room.joined), ben.isOver]).toEqual(['not-allowed', false]);
    // A new ticket lets in again, and is remembered by the next owner too.
    await joinAt(two, 'ann');
    const three = world.beside(memory);
    two.kill();
    world.rooms = three.rooms;
    await world.clock.pass(5_000);
    expect(await three.rooms.listParticipants('room')).toHaveLength(2);
  });

  test('opens no room again that has ended', async () => {
    const credentials = await world.grant('ann');
    await joinAt(one, 'ben');
    await two.rooms.endRoom('room');
    one.kill();
    world.rooms = two.rooms;
    const late = world.enter(credentials);
    await settle();
    expect(await codeOf(late.room.joined)).toBe('room-not-found');
    expect(await codeOf(world.grant('ann'))).toBe('room-not-found');
    await world.open();
    await joinAt(two, 'ann');
  });

  test('and came back to life finds its rooms with others, and hands over who is still there', async () => {
    const [ann, ben] = [await joinAt(one, 'ann'), await joinAt(two, 'ben')];
    // Taken for dead: its way to the others is broken, not its sockets.
    memory.owners.delete('room');
    ben.sockets.at(-1)?.cut();
    world.rooms = two.rooms;
    await world.clock.pass(2_000);
    expect((await two.rooms.listParticipants('room')).map(({ participant }) => participant)).toEqual(['ben']);
    one.forsake();
    await world.clock.pass(2_000);
    expect(ann.types.slice(-3)).toEqual(['interrupted signalling', 'roster', 'restored']);
    expect(await two.rooms.listParticipants('room')).toHaveLength(2);
    await world.clock.pass(60_000);
    expect(world.story.filter((line) => line.endsWith('left') || line === 'room-ended')).toEqual([]);
  });
});

describe('while nobody knows whose a room is', () => {
  test('what is here goes on, what is elsewhere is tried again', async () => {
    const [ann, ben] = [await joinAt(one, 'ann'), await joinAt(one, 'ben')];
    memory.isDown = true;
    await ann.room.send('here', undefined);
    await settle();
    expect(messagesOf(ben)).toEqual(['here']);
    world.rooms = two.rooms;
    ben.sockets.at(-1)?.cut();
    await world.clock.pass(3_000);
    expect(ben.types.at(-1)).toBe('interrupted signalling');
    expect(await codeOf(two.rooms.endRoom('room'))).toBe('unreachable');
    memory.isDown = false;
    await world.clock.pass(5_000);
    expect(ben.types.at(-1)).toBe('restored');
    expect(ben.welcomes).toHaveLength(1);
  });

  test('nobody is reported as gone, and no room as ended: they may be somewhere else', async () => {
    const [ann, ben] = [await joinAt(one, 'ann'), await joinAt(one, 'ben')];
    const lostAt = world.clock.now();
    ann.isReachable = false;
    ann.sockets.at(-1)?.cut();
    memory.isDown = true;
    await world.clock.pass(120_000);
    expect(world.story).toEqual(['room-started', 'ann joined', 'ben joined']);
    memory.isDown = false;
    await world.clock.pass(serverTiming.grace);
    expect(world.observations.at(-1)).toMatchObject({ kind: 'left', participant: 'ann', at: lostAt });
    ben.room.leave();
    await settle();
    memory.isDown = true;
    await world.clock.pass(900_000);
    expect(world.story.at(-1)).toBe('ben left');
    memory.isDown = false;
    await world.clock.pass(300_000);
    expect(world.story.at(-1)).toBe('room-ended');
  });

  test('who is shut out is out at once, and it is told that it may not last', async () => {
    const ann = await joinAt(one, 'ann');
    memory.isDown = true;
    expect(await codeOf(one.rooms.removeParticipant('room', 'ann'))).toBe('unreachable');
    await settle();
    expect(ann.events.at(-1)).toEqual({ type: 'closed', reason: 'removed', error: undefined });
    memory.isDown = false;
    expect(await codeOf(one.rooms.removeParticipant('room', 'ann'))).toBe('resolved');
    expect(memory.barred.get('room')?.map(({ path }) => path)).toContainEqual(['ann']);
  });
});

test('an instance that is closed reports nobody as gone, and its people are back elsewhere', async () => {
  const [ann, ben] = [await joinAt(one, 'ann'), await joinAt(two, 'ben')];
  await one.rooms.close();
  one.kill();
  world.rooms = two.rooms;
  await world.clock.pass(5_000);
  expect([ann.types.at(-1), ben.types.at(-1)]).toEqual(['restored', 'restored']);
  await world.clock.pass(60_000);
  expect(world.story.filter((line) => line.endsWith('left'))).toEqual([]);
});
