import { beforeEach, describe, expect, test } from 'vitest';
import { settle } from '../fixtures/manual-clock.ts';
import { Person, RoomWorld } from '../fixtures/room-world.ts';
import { serverTiming } from './server/index.ts';

const codeOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'resolved',
    (error: unknown) => (error as { code?: unknown }).code,
  );

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

describe('a lost socket', () => {
  test('is told here, and unseen by the others; nothing said meanwhile is lost', async () => {
    const [ann, ben] = [await world.join('ann'), await world.join('ben')];
    ann.isReachable = false;
    ann.sockets.at(-1)?.cut();
    await settle();
    expect(ann.types.at(-1)).toBe('interrupted signalling');
    const sending = ann.room.send('during', undefined);
    await ben.room.send('while you were away', undefined);
    ann.isReachable = true;
    await world.clock.pass(2_000);
    await sending;
    expect(ann.types.slice(-2)).toEqual(['restored', 'message']);
    expect(ben.types).toEqual(['roster', 'message']);
    expect([ann.welcomes, ann.forgotten]).toEqual([[1], 1]);
    expect(world.story).not.toContain('ann left');
  });

  test('that stays lost costs the seat, since the moment it was lost', async () => {
    const [ann, ben] = [await world.join('ann'), await world.join('ben')];
    const lostAt = world.clock.now();
    ann.isReachable = false;
    ann.sockets.at(-1)?.cut();
    await world.clock.pass(serverTiming.grace - 1);
    expect(ben.types).not.toContain('participant-left');
    await world.clock.pass(1);
    expect(ben.types).toContain('participant-left');
    expect(world.observations.at(-1)).toMatchObject({
      kind: 'left',
      participant: 'ann',
      at: lostAt,
      precision: 1,
    });
    await world.clock.pass(30_000);
    expect(ann.events.at(-1)).toMatchObject({
      type: 'closed',
      reason: 'connection-lost',
      error: { code: 'connection-lost' },
    });
  });

  test('without a word is noticed within silence and ping, and the seat freed a grace later', async () => {
    const [ann, ben] = [await world.join('ann'), await world.join('ben')];
    const heardAt = world.clock.now();
    ann.isReachable = false;
    ann.sockets.at(-1)?.mute();
    await world.clock.pass(serverTiming.silence + serverTiming.ping + serverTiming.grace);
    expect(ben.types).toContain('participant-left');
    const left = world.observations.at(-1);
    expect(left).toMatchObject({ kind: 'left', participant: 'ann', at: heardAt });
    expect(left?.precision).toBeLessThanOrEqual(serverTiming.silence + serverTiming.ping);
  });

  test('before the token is opened takes no seat', async () => {
    const socket = world.accept();
    socket.say({ opening: { token: (await world.grant('ann')).token, heard: 0 } });
    socket.drop();
    await settle();
    expect(world.story).toEqual([]);
  });

  test('in the middle of opening leaves nobody behind', async () => {
    const socket = world.accept();
    socket.say({ opening: { token: (await world.grant('ann')).token, heard: 0 } });
    while (world.story.length === 0) await Promise.resolve();
    socket.drop();
    await settle();
    expect(world.story).toEqual(['room-started', 'ann joined', 'ann left']);
  });
});

describe('a server that begins anew', () => {
  test('after a restart takes everybody back as who they were', async () => {
    const [ann, ben] = [await world.join('ann'), await world.join('ben')];
    const asked = ann.room
      .ask({ type: 'note', text: 'rude' })
      .catch((error: unknown) => (error as Error).name);
    await world.restart();
    expect(['Interrupted', 'NotAllowedError']).toContain(
      await Promise.race([asked, world.clock.pass(2_000).then(() => asked)]),
    );
    await world.clock.pass(2_000);
    expect([ann.welcomes, ben.welcomes]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect(ann.isOver).toBe(false);
    await world.clock.pass(60_000);
    // Whoever came back first did not see the other one missing.
    const there = ann.events.flatMap((event) => (event.type === 'roster' ? [event.participants] : []));
    expect(there).toEqual([[], [{ id: 'ben', userKey: 'key of ben' }]]);
    expect([ann.types, ben.types]).toEqual([
      ['roster', 'participant-joined', 'interrupted signalling', 'roster', 'restored'],
      ['roster', 'interrupted signalling', 'roster', 'restored'],
    ]);
    const connections = (participant: string) =>
      new Set(
        world.observations
          .filter((each) => each.participant === participant)
          .map(({ connection }) => connection),
      );
    expect([connections('ann').size, connections('ben').size]).toEqual([1, 1]);
  });

  test('after a restart waits for whoever was there, but not for ever', async () => {
    const [ann, ben] = [await world.join('ann'), await world.join('ben')];
    ben.isReachable = false;
    await world.restart();
    await world.clock.pass(2_000);
    expect(ann.types.at(-1)).toBe('restored');
    await world.clock.pass(10_000);
    expect(ann.events.at(-1)).toEqual({ type: 'participant-left', participantId: 'ben' });
    ben.isReachable = true;
    await world.clock.pass(5_000);
    expect(ann.types.at(-1)).toBe('participant-joined');
    await world.clock.pass(60_000);
    expect(ann.types.filter((type) => type === 'participant-left')).toHaveLength(1);
  });

  test('after a restart tells a new join of somebody from the one before', async () => {
    const [ann, ben] = [await world.join('ann'), await world.join('ben')];
    ben.isReachable = false;
    await world.restart();
    await world.clock.pass(2_000);
    await world.join('ben');
    await settle();
    expect(ann.types.slice(-2)).toEqual(['participant-left', 'participant-joined']);
    await world.clock.pass(60_000);
    expect(ann.types.at(-1)).toBe('participant-joined');
  });

  test('because the hall is gone, keeps everybody, whom nobody sees leave', async () => {
    const [ann, ben] = [await world.join('ann'), await world.join('ben')];
    world.halls[0]?.host.abandon();
    world.halls[0]?.host.abandon();
    await world.clock.pass(1_000);
    expect(world.story.slice(3)).toEqual(['ann present', 'ben present']);
    expect(ann.types).toEqual([
      'roster',
      'participant-joined',
      'interrupted signalling',
      'roster',
      'restored',
    ]);
    await ann.room.send('still here?', undefined);
    await settle();
    expect(ben.events.at(-1)).toMatchObject({ type: 'message', message: 'still here?' });
    expect([ann.welcomes, ben.welcomes]).toEqual([
      [1, 2],
      [1, 2],
    ]);
    expect((await world.rooms.listParticipants('room')).length).toBe(2);
  });

  test('because the hall is gone, frees the seat of whoever does not come back', async () => {
    const [ann, ben] = [await world.join('ann'), await world.join('ben')];
    ben.isReachable = false;
    world.halls[0]?.host.abandon();
    await world.clock.pass(serverTiming.grace);
    expect(ann.events.at(-1)).toEqual({ type: 'participant-left', participantId: 'ben' });
    expect(world.story.at(-1)).toBe('ben left');
  });

  test('tries until there is another hall', async () => {
    const ann = await world.join('ann');
    world.failures = 3;
    world.halls[0]?.host.abandon();
    await world.clock.pass(6_000);
    expect([ann.welcomes, ann.isOver, world.failures]).toEqual([[1, 2], false, 0]);
    expect(world.story).toEqual(['room-started', 'ann joined', 'ann present']);
  });

  test('refuses what was asked of the one before', async () => {
    const ann = await world.join('ann');
    ann.isReachable = false;
    ann.sockets.at(-1)?.cut();
    await settle();
    const sending = codeOf(ann.room.send('lost', undefined));
    await world.restart();
    ann.isReachable = true;
    await world.clock.pass(2_000);
    expect(await sending).toBe('connection-lost');
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
