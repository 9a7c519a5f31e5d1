import { beforeEach, describe, expect, test } from 'vitest';
import { codeOf } from '../fixtures/code-of.ts';
import { settle } from '../fixtures/manual-clock.ts';
import { messagesOf } from '../fixtures/messages-of.ts';
import { twoInstances } from '../fixtures/two-instances.ts';

let { memory, world, one, two, joinAt } = twoInstances();
beforeEach(() => {
  ({ memory, world, one, two, joinAt } = twoInstances());
});

describe('a room that another instance has', () => {
  test('is one room: people, messages, requests and their answers', async () => {
    const [ann, ben] = [await joinAt(one, 'ann'), await joinAt(two, 'ben')];
    expect(ann.types).toEqual(['roster', 'participant-joined']);
    expect(ben.events).toEqual([{ type: 'roster', participants: [{ id: 'ann', userKey: 'key of ann' }] }]);
    await ben.room.send('from there', undefined);
    await ann.room.send('from here', 'ben');
    await settle();
    expect([messagesOf(ann), messagesOf(ben)]).toEqual([['from there'], ['from here']]);
    expect(await ben.room.ask({ type: 'note', text: 'four' })).toEqual({ length: 4 });
    expect(ann.told).toEqual(['ben: four']);
    ben.room.leave();
    await settle();
    expect(world.story).toEqual(['room-started', 'ann joined', 'ben joined', 'ben left']);
  });

  test('costs nothing where it is: what is here crosses to nobody', async () => {
    const [ann, ben] = [await joinAt(one, 'ann'), await joinAt(one, 'ben')];
    await ann.room.send('here', undefined);
    await one.rooms.removeParticipant('room', 'ben');
    await settle();
    expect([ben.events.at(-1), memory.crossed]).toEqual([
      { type: 'closed', reason: 'removed', error: undefined },
      [],
    ]);
  });

  test('keeps its size, whoever asks', async () => {
    world.rooms = one.rooms;
    await world.open('room', 1);
    world.rooms = two.rooms;
    await world.open('room', 4);
    await joinAt(two, 'ann');
    expect(await codeOf(joinAt(one, 'ben'))).toBe('room-full');
    expect(await codeOf(world.open('room', 9))).toBe('invalid-argument');
  });

  test('tells who is there, and is not made by the question', async () => {
    expect(await two.rooms.listParticipants('room')).toEqual([]);
    expect(memory.owners.size).toBe(0);
    await joinAt(one, 'ann');
    expect(await two.rooms.listParticipants('room')).toEqual(await one.rooms.listParticipants('room'));
    expect((await two.rooms.listParticipants('room')).map(({ participant }) => participant)).toEqual(['ann']);
  });

  test('shuts out and ends, through any of them', async () => {
    const [ann, ben] = [await joinAt(one, 'ann'), await joinAt(two, 'ben')];
    await two.rooms.removeParticipant('room', 'ann');
    await settle();
    expect(ann.events.at(-1)).toEqual({ type: 'closed', reason: 'removed', error: undefined });
    await two.rooms.endRoom('room');
    await settle();
    expect(ben.events.at(-1)).toEqual({ type: 'closed', reason: 'room-ended', error: undefined });
    expect([ann.isOver, ben.isOver]).toEqual([true, true]);
    expect(world.story.slice(-3)).toEqual(['ann left', 'ben left', 'room-ended']);
    expect(memory.owners.size).toBe(0);
    expect(await codeOf(joinAt(one, 'ann'))).toBe('room-not-found');
  });

  test('is nobody’s when it is forgotten, and then whoever’s comes first', async () => {
    world.rooms = one.rooms;
    await world.open();
    expect(memory.owners.size).toBe(1);
    await world.clock.pass(60_000);
    expect(memory.owners.size).toBe(0);
    await joinAt(two, 'ann');
    const ben = await joinAt(one, 'ben');
    expect(ben.events).toEqual([{ type: 'roster', participants: [{ id: 'ann', userKey: 'key of ann' }] }]);
  });

  test('is not kept for what leaves nothing in it', async () => {
    await one.rooms.removeParticipant('room', 'ann');
    await world.grant('ann');
    await one.rooms.endRoom('room');
    expect(memory.owners.size).toBe(0);
  });
});

describe('of two joins of one person at two instances', () => {
  test.each([
    ['participant', 'ann', 'another key'],
    ['key', 'ann on the telephone', 'key of ann'],
  ])('by %s the newer goes on', async (_name, participant, userKey) => {
    const witness = await joinAt(two, 'ben');
    const older = await joinAt(one, 'ann');
    const newer = await joinAt(two, participant, userKey);
    await settle();
    expect(older.events.at(-1)).toEqual({ type: 'closed', reason: 'duplicate', error: undefined });
    expect([older.isOver, newer.isOver]).toEqual([true, false]);
    expect(witness.types).toEqual(['roster', 'participant-joined', 'participant-left', 'participant-joined']);
  });

  test('the older does not take the seat back by returning through the other', async () => {
    const older = await joinAt(one, 'ann');
    older.isReachable = false;
    older.sockets.at(-1)?.cut();
    await settle();
    const newer = await joinAt(two, 'ann');
    older.isReachable = true;
    await world.clock.pass(5_000);
    expect([older.isOver, newer.isOver]).toEqual([true, false]);
    expect(older.events.at(-1)).toEqual({ type: 'closed', reason: 'duplicate', error: undefined });
  });
});
