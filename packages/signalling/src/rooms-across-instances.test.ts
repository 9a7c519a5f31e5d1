import { beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../fixtures/manual-clock.ts';
import { MemoryInstances } from '../fixtures/memory-instances.ts';
import { type Person, RoomWorld } from '../fixtures/room-world.ts';
import { serverTiming } from './server/index.ts';

const codeOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'resolved',
    (error: unknown) => (error as { code?: unknown }).code,
  );
const messagesOf = ({ events }: Person): unknown[] =>
  events.flatMap((event) => (event.type === 'message' ? [event.message] : []));

let memory: MemoryInstances;
let world: RoomWorld;
let one: ReturnType<RoomWorld['beside']>;
let two: typeof one;
beforeEach(() => {
  memory = new MemoryInstances();
  world = new RoomWorld();
  one = world.beside(memory);
  two = world.beside(memory);
  world.rooms = one.rooms;
});

async function joinAt({ rooms }: typeof one, participant: string, userKey?: string): Promise<Person> {
  world.rooms = rooms;
  return world.join(participant, 'room', userKey);
}

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
