import { beforeEach, describe, expect, test } from 'vitest';
import { codeOf } from '../fixtures/code-of.ts';
import { settle } from '../fixtures/manual-clock.ts';
import { Person, RoomWorld } from '../fixtures/room-world.ts';
import { serverTiming } from './server/index.ts';

let world: RoomWorld;
beforeEach(() => {
  world = new RoomWorld();
});

describe('a room', () => {
  test('tells who is there, who comes, and who goes', async () => {
    const ann = await world.join('ann');
    const ben = await world.join('ben');
    await settle();
    expect(ann.events).toEqual([
      { type: 'roster', participants: [] },
      { type: 'participant-joined', participant: { id: 'ben', userKey: 'key of ben' } },
    ]);
    expect(ben.events).toEqual([{ type: 'roster', participants: [{ id: 'ann', userKey: 'key of ann' }] }]);
    ben.room.leave();
    await settle();
    expect(ann.events.at(-1)).toEqual({ type: 'participant-left', participantId: 'ben' });
    expect([ben.isOver, ann.isOver]).toEqual([true, false]);
    expect(ben.types).toEqual(['roster']);
  });

  test('carries messages to all, or to one, and requests with their answers', async () => {
    const [ann, ben, cat] = [await world.join('ann'), await world.join('ben'), await world.join('cat')];
    await ann.room.send({ hello: 'all' }, undefined);
    await ann.room.send('for ben', 'ben');
    await settle();
    const heard = (person: Person) =>
      person.events.flatMap((event) => (event.type === 'message' ? [event.message] : []));
    expect([heard(ann), heard(ben), heard(cat)]).toEqual([
      [],
      [{ hello: 'all' }, 'for ben'],
      [{ hello: 'all' }],
    ]);
    expect(await codeOf(ann.room.send('anybody?', 'dan'))).toBe('participant-not-found');
    expect(await ann.room.ask({ type: 'note', text: 'four' })).toEqual({ length: 4 });
    await settle();
    expect(ben.told).toEqual(['ann: four']);
    await expect(ann.room.ask({ type: 'note', text: 'rude' })).rejects.toMatchObject({
      name: 'NotAllowedError',
    });
  });

  test('writes down what happened in it, once', async () => {
    const ann = await world.join('ann');
    const ben = await world.join('ben');
    expect(
      (await world.rooms.listParticipants('room')).map(({ kind, participant }) => [kind, participant]),
    ).toEqual([
      ['present', 'ann'],
      ['present', 'ben'],
    ]);
    ann.room.leave();
    ben.room.leave();
    await world.clock.pass(60_000 + 300_000);
    expect(world.story).toEqual([
      'room-started',
      'ann joined',
      'ben joined',
      'ann left',
      'ben left',
      'room-ended',
    ]);
    expect(new Set(world.observations.map(({ source }) => source))).toEqual(new Set(['signalling']));
    expect(await world.rooms.listParticipants('room')).toEqual([]);
    expect(world.halls.map(({ isClosed }) => isClosed)).toEqual([true]);
    expect(world.clock.pending).toBe(0);
  });

  test('that nobody enters is forgotten, and says nothing', async () => {
    await world.open();
    await world.clock.pass(60_000);
    expect([world.story, world.halls[0]?.isClosed, world.clock.pending]).toEqual([[], true, 0]);
  });

  test.each([0, 9])('for %i is refused', async (size) => {
    expect(await codeOf(world.open('room', size))).toBe('invalid-argument');
  });
});

describe('who is not let in', () => {
  test('because the room is full', async () => {
    await world.open('room', 1);
    await world.join('ann');
    expect(await codeOf(world.join('ben'))).toBe('room-full');
    expect(world.story).toEqual(['room-started', 'ann joined']);
  });

  test.each([
    ['forged', async () => 'forged'],
    [
      'out of date',
      async (token: string) => {
        await world.clock.pass(601_000);
        return token;
      },
    ],
  ])('because the token is %s', async (_name, spoil) => {
    const credentials = await world.grant('ann');
    const person = world.enter({ ...credentials, token: await spoil(credentials.token) });
    await settle();
    expect(await codeOf(person.room.joined)).toBe('credentials-rejected');
    expect([person.isOver, person.events, world.story]).toEqual([true, [], []]);
  });

  test('because the room has ended, until it is opened again', async () => {
    const credentials = await world.grant('ann');
    await world.rooms.endRoom('room');
    expect(await codeOf(world.grant('ann'))).toBe('room-not-found');
    const late = world.enter(credentials);
    await settle();
    expect(await codeOf(late.room.joined)).toBe('room-not-found');
    await world.open();
    await world.join('ann');
    expect(world.story).toEqual(['room-started', 'ann joined']);
  });

  test('because they were removed, until they get a new ticket', async () => {
    const credentials = await world.grant('ann');
    const ann = await world.join('ann');
    await world.rooms.removeParticipant('room', 'ann');
    await settle();
    expect(ann.events.at(-1)).toEqual({ type: 'closed', reason: 'removed', error: undefined });
    const again = world.enter(credentials);
    await settle();
    expect(await codeOf(again.room.joined)).toBe('not-allowed');
    await world.join('ann');
  });

  test('because nothing is there to serve them: they try again until something is', async () => {
    world.failures = 1;
    const person = world.enter(await world.grant('ann'));
    await settle();
    expect(await codeOf(person.room.joined)).toBe('unreachable');
    expect(world.story).toEqual(['room-started', 'ann joined', 'ann left']);
    expect(world.clock.pending).toBe(1);
  });
});

describe('of two joins of one person', () => {
  test.each([
    ['participant', 'ann', 'another key'],
    ['key', 'ann on the telephone', 'key of ann'],
  ])('by %s the newer goes on', async (_name, participant, userKey) => {
    const witness = await world.join('ben');
    const older = await world.join('ann');
    const newer = await world.join(participant, 'room', userKey);
    await settle();
    expect(older.events.at(-1)).toEqual({ type: 'closed', reason: 'duplicate', error: undefined });
    expect([older.isOver, newer.isOver]).toEqual([true, false]);
    expect(witness.types).toEqual(['roster', 'participant-joined', 'participant-left', 'participant-joined']);
  });

  test('the older does not take the seat back by returning', async () => {
    const older = await world.join('ann');
    older.isReachable = false;
    older.sockets.at(-1)?.cut();
    await settle();
    const newer = await world.join('ann');
    older.isReachable = true;
    await world.clock.pass(5_000);
    expect([older.isOver, newer.isOver]).toEqual([true, false]);
    expect(older.events.at(-1)).toEqual({ type: 'closed', reason: 'duplicate', error: undefined });
  });
});

describe('a socket that does not keep to the protocol', () => {
  test.each([
    ['no JSON', 'hello'],
    ['no frame', { hello: 1 }],
    ['a request before the opening', { number: 1, heard: 0, body: { type: 'note', text: '' } }],
    ['an opening with more in it', { opening: { token: 'x', heard: 0, admin: true } }],
    ['more than anybody needs to say', JSON.stringify({ opening: { token: 'x'.repeat(140_000), heard: 0 } })],
  ])('%s is closed with the code for it', async (_name, frame) => {
    const socket = world.accept();
    socket.say(frame);
    await settle();
    expect(socket.closed).toBe(4400);
  });

  test.each([
    ['an unknown request', { type: 'dance' }],
    ['a known one with more in it', { type: 'note', text: '', extra: 1 }],
    ['a second opening', undefined],
  ])('%s costs the seat', async (_name, body) => {
    const { token } = await world.grant('ann');
    const socket = world.accept();
    socket.say({ opening: { token, heard: 0 } });
    await settle();
    socket.say(body === undefined ? { opening: { token, heard: 0 } } : { number: 1, heard: 0, body });
    await settle();
    expect([socket.closed, world.story.at(-1)]).toEqual([4400, 'ann left']);
  });

  test('nothing at all is closed in time', async () => {
    const socket = world.accept();
    await world.clock.pass(serverTiming.opening);
    expect([socket.closed, world.clock.pending]).toEqual([4408, 0]);
  });

  test('or does not listen is given up before it fills the memory', async () => {
    const ann = await world.join('ann');
    const socket = world.accept();
    socket.say({ opening: { token: (await world.grant('ben')).token, heard: 0 } });
    await settle();
    for (let count = 0; count < 600; count += 1) await ann.room.send(count, undefined);
    expect(socket.closed).toBe(4411);
    expect(socket.sent.length).toBeLessThan(600);
  });
});

test('a join that is abandoned at any moment leaves nobody behind', async () => {
  let abandoned = 0;
  for (let turns = 0; turns < 16; turns += 1) {
    const elsewhere = new RoomWorld();
    const controller = new AbortController();
    const person = elsewhere.enter(await elsewhere.grant('ann'), new Person(), controller.signal);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    controller.abort();
    const code = await codeOf(person.room.joined);
    await settle();
    if (code === 'aborted') abandoned += 1;
    if (code === 'aborted') expect(person.events.filter(({ type }) => type !== 'roster')).toEqual([]);
    expect(await elsewhere.rooms.listParticipants('room')).toHaveLength(code === 'aborted' ? 0 : 1);
  }
  expect(abandoned).toBeGreaterThan(3);
});

test('a server that is closed lets go of its timers and reports nobody as gone', async () => {
  const ann = await world.join('ann');
  ann.room.leave();
  await world.join('ben');
  await world.rooms.close();
  const before = world.story.length;
  await settle();
  expect(world.story.length).toBe(before);
});
