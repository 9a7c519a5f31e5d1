import { beforeEach, describe, expect, test } from 'vitest';
import { codeOf } from '../fixtures/code-of.ts';
import { settle } from '../fixtures/manual-clock.ts';
import { type RawSocket, RoomWorld } from '../fixtures/room-world.ts';
import { serverTiming } from './server/index.ts';

interface Opened {
  readonly resume: string;
  readonly connection: string;
  readonly fresh?: object;
}
const openedIn = ({ sent }: RawSocket): Opened | undefined =>
  sent.flatMap((text) => (JSON.parse(text) as { readonly opened?: Opened }).opened ?? [])[0];

let world: RoomWorld;
beforeEach(() => {
  world = new RoomWorld();
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

  test('because the hall is gone, welcomes anew whoever did not hear the first welcome, whenever that was lost', async () => {
    let welcomes = 0;
    for (let turns = 0; turns < 24; turns += 1) {
      const elsewhere = new RoomWorld();
      const first = elsewhere.accept();
      first.say({ opening: { token: (await elsewhere.grant('ann')).token, heard: 0 } });
      await settle();
      const resume = openedIn(first)?.resume;
      elsewhere.halls[0]?.host.abandon();
      await settle();
      const second = elsewhere.accept();
      second.say({ opening: { token: resume, heard: 3 } });
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      second.drop();
      await settle();
      if (openedIn(second) !== undefined) welcomes += 1;
      const third = elsewhere.accept();
      third.say({ opening: { token: resume, heard: 3 } });
      await settle();
      expect([turns, openedIn(third)?.fresh]).toEqual([turns, { members: [], welcome: { hall: 2 } }]);
      // And whoever has heard it goes on.
      third.drop();
      const fourth = elsewhere.accept();
      fourth.say({ opening: { token: openedIn(third)?.resume, heard: 0 } });
      await settle();
      expect(openedIn(fourth)).toMatchObject({ connection: openedIn(first)?.connection, heard: 0 });
      expect(openedIn(fourth)?.fresh).toBeUndefined();
    }
    expect(welcomes).toBeGreaterThan(3);
    expect(welcomes).toBeLessThan(24);
  });

  test('because the hall is gone, brings what was said before one was back', async () => {
    const [ann, ben] = [await world.join('ann'), await world.join('ben')];
    for (const text of ['one', 'two', 'three']) await ben.room.send(text, undefined);
    await settle();
    ann.isReachable = false;
    world.halls[0]?.host.abandon();
    await world.clock.pass(2_000);
    await ben.room.send('who is here?', undefined);
    ann.isReachable = true;
    await world.clock.pass(5_000);
    expect(ann.events.at(-1)).toMatchObject({ type: 'message', message: 'who is here?' });
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
