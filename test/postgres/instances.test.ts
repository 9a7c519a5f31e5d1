import type { Barred } from '@patchbay/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../e2e/eventually.ts';
import { type RunningPostgres, startPostgres } from '../servers/start-postgres.ts';
import { type Instance, provider, startCluster } from './instance-cluster.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());
const cluster = (count: number) => startCluster(server, count);

describe('instances on one PostgreSQL', () => {
  test('agree on whose a room is, whoever asks, and however many at once', async () => {
    const { instances } = await cluster(3);
    const rooms = Array.from({ length: 20 }, (_, index) => `room-${index}`);
    const answers = await Promise.all(
      instances.flatMap((instance) => rooms.map((room) => instance.ask(room, 'who?'))),
    );
    const byRoom = Map.groupBy(answers as { room: string; by: string }[], ({ room }) => room);
    for (const [, each] of byRoom) {
      expect(each).toHaveLength(3);
      expect(new Set(each.map(({ by }) => by)).size).toBe(1);
    }
    const taken = instances.flatMap(({ host }) => host.taken.map(({ room }) => room));
    expect(taken.toSorted()).toEqual(rooms.toSorted());
    const counts = await Promise.all(
      instances.map((instance) => instance.figure('patchbay_rooms_owned{provider="notes"}')),
    );
    expect(counts.map((line) => Number(line?.split(' ')[1])).reduce((a, b) => a + b)).toBe(20);
  });

  test('let go of a room for whoever wants it next', async () => {
    const { instances } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    expect(await one.ask('room')).toMatchObject({ by: one.name });
    expect(await two.ask('room')).toMatchObject({ by: one.name });
    one.rooms.release('room');
    const nobody = () =>
      two.rooms.at('room', {
        here: async () => 'here',
        there: async () => 'there',
        nowhere: async () => 'nowhere',
      });
    expect(await eventually('it to be nobody’s', nobody, (answer) => answer === 'nowhere')).toBe('nowhere');
    expect(await two.ask('room')).toMatchObject({ by: two.name });
    expect(await one.ask('room')).toMatchObject({ by: two.name });
  });

  test('relay a socket: in order, both ways, and with frames far above what one notification takes', async () => {
    const { instances } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    await one.ask('room');
    const relay = await two.rooms.at('room', {
      here: () => Promise.reject(new Error('not here')),
      there: (owner) => owner.connect(),
    });
    const heard: string[] = [];
    const closed: unknown[] = [];
    relay.onMessage((text) => heard.push(text));
    relay.onClose((...how) => closed.push(how));
    const texts = Array.from({ length: 200 }, (_, index) => `${index} ${'ü'.repeat((index * 977) % 9_000)}`);
    texts.splice(100, 0, 'x'.repeat(131_072));
    for (const text of texts) relay.send(text);
    await eventually(
      'all to be heard',
      async () => heard.length,
      (count) => count === texts.length,
    );
    expect(one.host.sockets[0]?.heard).toEqual(texts);
    expect(heard).toEqual(texts.map(({ length }) => `heard ${length}`));
    expect(await two.figure('patchbay_sockets_relayed')).toBe('patchbay_sockets_relayed{provider="notes"} 1');
    one.host.sockets[0]?.socket.close(4409, 'duplicate');
    await eventually(
      'the end',
      async () => closed,
      (ends) => ends.length === 1,
    );
    expect(closed).toEqual([[4409, 'duplicate']]);
    expect(await two.figure('patchbay_sockets_relayed')).toBe('patchbay_sockets_relayed{provider="notes"} 0');
  });

  test('tell the owner when a relayed browser is gone', async () => {
    const { instances } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    await one.ask('room');
    const relay = await two.rooms.at('room', {
      here: () => Promise.reject(new Error('not here')),
      there: (owner) => owner.connect(),
    });
    relay.close();
    const gone = await eventually(
      'the owner to hear',
      async () => one.host.sockets[0]?.isClosed,
      (isClosed) => isClosed === true,
    );
    expect(gone).toBe(true);
  });

  test('give up a relay whose other side does not follow, before it fills the memory', async () => {
    const { instances } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    await one.ask('room');
    const relay = await two.rooms.at('room', {
      here: () => Promise.reject(new Error('not here')),
      there: (owner) => owner.connect(),
    });
    const closed: unknown[] = [];
    relay.onClose((...how) => closed.push(how));
    // All in one turn: nothing can be taken meanwhile.
    for (let count = 0; count < 20; count += 1) relay.send('x'.repeat(100_000));
    expect(closed).toEqual([[undefined, '']]);
    await eventually(
      'the owner to hear',
      async () => one.host.sockets[0]?.isClosed,
      (gone) => gone === true,
    );
  });

  test('take the rooms of one that is killed, at once, with whom it had barred', async () => {
    const { instances, kill } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    await one.ask('room');
    const relay = await two.rooms.at('room', {
      here: () => Promise.reject(new Error('not here')),
      there: (owner) => owner.connect(),
    });
    const closed: unknown[] = [];
    relay.onClose((...how) => closed.push(how));
    const barred: Barred[] = [
      { path: [], since: Date.now() },
      { path: ['ann'], since: Date.now() },
      { path: ['ben', 'k-1'], since: Date.now() },
    ];
    for (const each of barred) await one.rooms.guests.bar('room', each);
    await one.rooms.guests.readmit('room', []);
    kill(0);
    const killedAt = performance.now();
    const answer = await eventually(
      'the room to be taken',
      () => two.ask('room'),
      (told) => (told as { by: string }).by === two.name,
    );
    const took = performance.now() - killedAt;
    expect(answer).toMatchObject({ by: two.name });
    expect(took).toBeLessThan(2_500);
    expect(two.host.taken).toEqual([{ room: 'room', barred: expect.arrayContaining(barred.slice(1)) }]);
    expect(two.host.taken[0]?.barred).toHaveLength(2);
    await eventually(
      'the relay to end',
      async () => closed,
      (ends) => ends.length === 1,
    );
    expect(closed).toEqual([[undefined, '']]);
    expect(two.instances.alive()).toBe(1);
  });

  test('leave a room with one that is cut off from the database and back before anybody wants it', async () => {
    const { instances, kill } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    await one.ask('room');
    const restore = kill(0);
    await eventually(
      'it to notice',
      async () => one.instances.alive(),
      (alive) => alive === 0,
    );
    // What is here goes on, what is elsewhere cannot be told.
    expect(await one.ask('room')).toMatchObject({ by: one.name });
    await expect(one.ask('another room')).rejects.toMatchObject({ code: 'unreachable', retryable: true });
    restore();
    await eventually(
      'it to be back',
      async () => one.instances.alive(),
      (alive) => alive === 2,
    );
    expect(await two.ask('room')).toMatchObject({ by: one.name });
    expect(one.host.lost).toEqual([]);
  });

  test('tell one that is back which of its rooms are others’ now', async () => {
    const { instances, kill } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    await one.ask('taken');
    await one.ask('kept');
    const restore = kill(0);
    await eventually(
      'the room to be taken',
      () => two.ask('taken'),
      (told) => (told as { by: string }).by === two.name,
    );
    restore();
    await eventually(
      'it to learn',
      async () => one.host.lost,
      (lost) => lost.length > 0,
    );
    expect(one.host.lost).toEqual(['taken']);
    expect(await one.ask('taken')).toMatchObject({ by: two.name });
    expect(await two.ask('kept')).toMatchObject({ by: one.name });
  });

  test('pass on what an owner refuses, in its words', async () => {
    const { instances } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    await one.ask('room');
    const { VideoError } = await import('@patchbay/contract');
    one.host.answer = () =>
      Promise.reject(
        new VideoError('room-not-found', 'The room has ended: create another.', { vendorCode: 'x' }),
      );
    await expect(two.ask('room')).rejects.toMatchObject({
      code: 'room-not-found',
      message: 'The room has ended: create another.',
      provider,
      vendorCode: 'x',
    });
    one.host.answer = () => Promise.reject(new Error('a secret'));
    await expect(two.ask('room')).rejects.toMatchObject({
      code: 'provider-failure',
      message: expect.not.stringContaining('secret'),
    });
  });

  test('survive that PostgreSQL itself is killed', async () => {
    if (server.crash === undefined) return expect(process.env['DATABASE_URL']).toBeDefined();
    const { instances } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    await one.ask('room');
    await server.crash();
    await eventually(
      'both to be back',
      async () => [one.instances.alive(), two.instances.alive()],
      (alive) => alive.every((each) => each === 2),
    );
    // Whoever was back first waited for the other.
    expect(await two.ask('room')).toMatchObject({ by: one.name });
    expect([one.host.lost, two.host.taken]).toEqual([[], []]);
  }, 40_000);

  test('forget the rooms of the dead, and who was barred before any token that is good', async () => {
    const { instances, kill, add, admin } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    await one.ask('room of the dead');
    await two.ask('room of the living');
    await two.rooms.guests.bar('old', { path: ['ann'], since: Date.now() - 3 * 86_400_000 });
    await two.rooms.guests.bar('new', { path: ['ann'], since: Date.now() });
    kill(0);
    await eventually(
      'it to be dead',
      async () => two.instances.alive(),
      (alive) => alive === 1,
    );
    await add('another one');
    const { rows: owned } = await admin.query('SELECT room FROM room_owner');
    expect(owned).toEqual([{ room: 'room of the living' }]);
    const { rows: barred } = await admin.query('SELECT room FROM room_barred');
    expect(barred).toEqual([{ room: 'new' }]);
  });

  test('close at once, and hand over', async () => {
    const { instances } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    await one.ask('room');
    await one.rooms.leave();
    expect(await two.ask('room')).toMatchObject({ by: two.name });
    await one.instances.close();
    await eventually(
      'it to be gone',
      async () => two.instances.alive(),
      (alive) => alive === 1,
    );
  });
});
