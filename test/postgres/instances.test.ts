import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Barred, Json, RoomHost, SignallingSocket } from '@patchbay/contract';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Pool } from 'pg';
import { type Instances, openInstances } from '../../packages/server/src/instances/open-instances.ts';
import type { LogEntry } from '../../packages/server/src/observation/log.ts';
import { createMetrics } from '../../packages/server/src/observation/metrics.ts';
import { processSchedule } from '../../packages/server/src/backends/schedule.ts';
import { eventually } from '../e2e/eventually.ts';
import { type CuttableProxy, startCuttableProxy } from '../e2e/cuttable-proxy.ts';
import { type RunningPostgres, scratchDatabase, startPostgres } from '../servers/start-postgres.ts';

let server: RunningPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const key = randomBytes(32);
const provider = 'notes';

/** Rooms that remember what they are told. */
class Host implements RoomHost {
  readonly taken: { readonly room: string; readonly barred: readonly Barred[] }[] = [];
  readonly lost: string[] = [];
  readonly sockets: { readonly socket: SignallingSocket; readonly heard: string[]; isClosed: boolean }[] = [];
  take = (room: string, barred: readonly Barred[]): void => void this.taken.push({ room, barred });
  lose = (room: string): void => void this.lost.push(room);
  answer: RoomHost['answer'];
  constructor(name: string) {
    this.answer = async (room, request) => ({ room, request, by: name });
  }
  accept = (_room: string, socket: SignallingSocket): void => {
    const held = { socket, heard: [] as string[], isClosed: false };
    this.sockets.push(held);
    socket.onMessage((text) => {
      held.heard.push(text);
      socket.send(`heard ${text.length}`);
    });
    socket.onClose(() => (held.isClosed = true));
  };
}

class Instance {
  readonly name: string;
  readonly pool: Pool;
  readonly host: Host;
  readonly log: LogEntry[] = [];
  readonly metrics = createMetrics();
  #instances: Instances | undefined;
  constructor(name: string, pool: Pool) {
    [this.name, this.pool] = [name, pool];
    this.host = new Host(name);
  }
  get instances(): Instances {
    if (this.#instances === undefined) throw new Error('Not started.');
    return this.#instances;
  }
  get rooms() {
    return this.instances.roomsOf(provider);
  }
  async start(secret: Uint8Array = key): Promise<this> {
    this.#instances = await openInstances({
      pool: this.pool,
      place: 'postgresql://scratch',
      key: secret,
      metrics: this.metrics,
      log: (entry) => this.log.push(entry),
      schedule: processSchedule,
      now: Date.now,
      random: Math.random,
    });
    this.rooms.serve(this.host);
    return this;
  }
  ask(room: string, request: Json = null): Promise<Json> {
    return this.rooms.at(room, {
      here: async () => ({ room, request, by: this.name }),
      there: (owner) => owner.ask(request),
    });
  }
  async figure(name: string): Promise<string | undefined> {
    const { text } = await this.metrics.render();
    return text.split('\n').find((line) => line.startsWith(name));
  }
}

/** Instances on one database, each with a pool of its own that can be cut off or killed. */
async function cluster(count: number) {
  const { url, pool: admin, drop } = await scratchDatabase(server);
  const proxies: CuttableProxy[] = [];
  const instances: Instance[] = [];
  async function add(name: string, secret?: Uint8Array): Promise<Instance> {
    const proxy = await startCuttableProxy(Number(new URL(url).port));
    const through = new URL(url);
    through.port = String(proxy.port);
    const pool = new Pool({ connectionString: through.href, max: 4 });
    pool.on('error', () => undefined);
    proxies.push(proxy);
    const instance = await new Instance(name, pool).start(secret);
    instances.push(instance);
    return instance;
  }
  for (let index = 0; index < count; index += 1) await add(`instance ${index}`);
  onTestFinished(async () => {
    for (const proxy of proxies) proxy.cut();
    for (const { instances: each, pool } of instances) {
      await each.close();
      await pool.end();
    }
    for (const proxy of proxies) await proxy.close();
    await drop();
  });
  /** Every connection breaks, and none is made again, as when the process is killed. */
  const kill = (index: number): (() => void) => proxies[index]?.cut() ?? (() => undefined);
  await eventually(
    'all to know each other',
    async () => instances.map(({ instances: each }) => each.alive()),
    (alive) => alive.every((each) => each === count),
  );
  return { instances, add, kill, admin };
}

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

describe('a stranger on the database', () => {
  /** Hears and says what whoever may LISTEN and NOTIFY there can. */
  async function listenIn(admin: Pool) {
    const { rows } = await admin.query<{ objid: string }>(
      `SELECT objid::text FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND mode = 'ExclusiveLock'
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    const client = await admin.connect();
    const heard: { readonly channel: string; readonly payload: string }[] = [];
    client.on('notification', ({ channel, payload = '' }) => void heard.push({ channel, payload }));
    const channels = rows.map(({ objid }) => `patchbay_${Number(objid).toString(16)}`);
    for (const channel of channels) await client.query(`LISTEN ${channel}`);
    onTestFinished(() => client.release());
    const say = (channel: string, payload: string) =>
      client.query('SELECT pg_notify($1, $2)', [channel, payload]);
    return { heard, say, channels };
  }

  test('reads nothing, and what it sends or sends again is refused and counted', async () => {
    const { instances, admin } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    const { heard, say, channels } = await listenIn(admin);
    await one.ask('room');
    const secret = 'sdp and token and key of ann';
    await two.ask('room', secret);
    await eventually(
      'it to be overheard',
      async () => heard.length,
      (count) => count >= 2,
    );
    for (const { payload } of heard) {
      expect(payload).not.toContain('ann');
      expect(Buffer.from(payload, 'base64').toString('latin1')).not.toMatch(/ann|room|ask/);
    }
    const before = heard.length;
    let answered = 0;
    one.host.answer = async () => {
      answered += 1;
      return null;
    };
    for (const { channel, payload } of heard.splice(0)) {
      await say(channel, payload);
      // To somebody else than it was meant for.
      await say(channels.find((other) => other !== channel) ?? '', payload);
      await say(channel, `${payload.slice(0, -9)}AAAAAAAA=`);
    }
    for (const channel of channels)
      for (const garbage of ['', 'hello', '{"type":"ask"}']) await say(channel, garbage);
    const refusals = async (reason: string): Promise<number> => {
      const name = `patchbay_instance_notifications_refused_total{reason="${reason}"}`;
      const lines = await Promise.all([one.figure(name), two.figure(name)]);
      return lines.reduce((sum, line) => sum + Number(line?.split(' ').at(-1) ?? 0), 0);
    };
    await eventually(
      'all to be refused',
      () => refusals('malformed'),
      (count) => count >= 6,
    );
    expect(await refusals('replayed')).toBe(before);
    expect(await refusals('forged')).toBe(2 * before);
    expect(answered).toBe(0);
    // And nothing of it disturbs what goes on.
    await two.ask('room');
    expect(answered).toBe(1);
  });

  test('of a newer version is left alone', async () => {
    const { instances, admin } = await cluster(1);
    await admin.query('INSERT INTO room_migration VALUES (99, 0)');
    const late = new Instance('late', instances[0]?.pool ?? admin);
    await expect(late.start()).rejects.toMatchObject({ name: 'StoreError', code: 'store-too-new' });
  });

  test('with another secret is no instance: it shares no room', async () => {
    const { instances, add } = await cluster(1);
    const [one] = instances as [Instance];
    await one.ask('room');
    const other = await add('another secret', randomBytes(32));
    await expect(other.ask('room')).rejects.toMatchObject({ code: 'timeout' });
  }, 20_000);

  test('finds nothing of what crossed in any table', async () => {
    const { instances, admin } = await cluster(2);
    const [one, two] = instances as [Instance, Instance];
    await one.ask('room');
    await two.ask('room', 'what nobody may keep');
    await sleep(50);
    const { rows: tables } = await admin.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    expect(tables.map(({ name }) => name).toSorted()).toEqual([
      'room_barred',
      'room_migration',
      'room_owner',
    ]);
    for (const { name } of tables) {
      const { rows } = await admin.query(`SELECT * FROM ${name}`);
      expect(JSON.stringify(rows)).not.toContain('keep');
    }
  });
});
