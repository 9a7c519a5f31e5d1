import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askDaily, createRoom, DailyClient, tokenFor } from '../../fixtures/daily-client.ts';
import { type DailyEmulator, startDailyEmulator } from './index.ts';

let emulator: DailyEmulator;
let time = Date.parse('2026-11-23T10:00:00.000Z');
const clients: DailyClient[] = [];
const join = async (room: string, userId: string) => {
  const client = new DailyClient(emulator);
  clients.push(client);
  const { self } = await client.join(room, tokenFor(emulator, room, userId));
  return { client, session: self.session };
};
const ask = (method: string, path: string, body?: Readonly<Record<string, unknown>>) =>
  askDaily(emulator, method, path, body);

beforeEach(async () => {
  emulator = await startDailyEmulator({ now: () => time });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await emulator.close();
});

test.each([undefined, 'Bearer another', 'Basic x'])('the key %j is refused', async (authorization) => {
  const headers = authorization === undefined ? {} : { authorization };
  const response = await fetch(`${emulator.url}/v1/rooms/room`, { headers });
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ error: 'authentication-error' });
});

test('tells the domain', async () => {
  const { domainId, domainName } = emulator.account;
  expect((await ask('GET', '/')).body).toMatchObject({
    domain_id: domainId,
    domain_name: domainName,
    config: { hipaa: true },
  });
});

describe('rooms', () => {
  test('are named by Daily, and are there until they are deleted', async () => {
    const room = await createRoom(emulator, { max_participants: 2 });
    expect(room).toMatch(/^[\w-]{10,}$/);
    expect((await ask('GET', `/rooms/${room}`)).body).toMatchObject({
      name: room,
      config: { max_participants: 2 },
    });
    expect(await ask('DELETE', `/rooms/${room}`)).toMatchObject({ status: 200, body: { deleted: true } });
    for (const [method, path] of [
      ['GET', ''],
      ['POST', ''],
      ['DELETE', ''],
      ['GET', '/presence'],
      ['POST', '/eject'],
      ['POST', '/recordings/start'],
    ] as const)
      expect((await ask(method, `/rooms/${room}${path}`, method === 'POST' ? {} : undefined)).status).toBe(
        404,
      );
  });

  test('take no names of one’s own in HIPAA mode, and do otherwise', async () => {
    expect(await ask('POST', '/rooms', { name: 'mine' })).toMatchObject({
      status: 400,
      body: { error: 'invalid-request-error' },
    });
    const open = await startDailyEmulator({ account: { hipaa: false } });
    expect((await askDaily(open, 'POST', '/rooms', { name: 'mine' })).body).toMatchObject({ name: 'mine' });
    expect((await askDaily(open, 'POST', '/rooms', { name: 'mine' })).status).toBe(400);
    await open.close();
  });

  test('keep what is not changed', async () => {
    const room = await createRoom(emulator, { max_participants: 2, exp: 1 });
    const { body } = await ask('POST', `/rooms/${room}`, { properties: { exp: 2 } });
    expect(body).toMatchObject({ config: { max_participants: 2, exp: 2 } });
  });

  test.each([[{ privacy: 'secret' }], [{ properties: 7 }], [{ name: 'with space' }]])(
    'are not made of %j',
    async (body) => {
      expect((await ask('POST', '/rooms', body)).status).toBe(400);
    },
  );

  test('know who is present', async () => {
    const room = await createRoom(emulator);
    const { session } = await join(room, 'user-1');
    time += 5000;
    expect((await ask('GET', `/rooms/${room}/presence`)).body).toMatchObject({
      total_count: 1,
      data: [{ room, id: session, userId: 'user-1', duration: 5 }],
    });
  });

  test('are recorded only where recording is enabled', async () => {
    const room = await createRoom(emulator);
    expect((await ask('POST', `/rooms/${room}/recordings/start`, {})).status).toBe(400);
    await ask('POST', `/rooms/${room}`, { properties: { enable_recording: 'cloud' } });
    expect((await ask('POST', `/rooms/${room}/recordings/start`, {})).body).toEqual({ status: 'sent' });
    expect((await ask('POST', `/rooms/${room}/recordings/stop`, {})).body).toEqual({ status: 'sent' });
  });
});

const leave = async (client: DailyClient, room: string) => {
  const { total_count: before } = (await ask('GET', `/rooms/${room}/presence`)).body;
  await client.say({ type: 'leave' });
  const left = async () => (await ask('GET', `/rooms/${room}/presence`)).body['total_count'];
  await expect.poll(left).toBe(Number(before) - 1);
};

test('meetings tell who was there for how long, the newest first, and rather too little', async () => {
  const room = await createRoom(emulator);
  const [doctor, patient] = [crypto.randomUUID(), crypto.randomUUID()];
  const started = time;
  const { client, session } = await join(room, doctor);
  const brief = await join(room, crypto.randomUUID());
  time += 9_900;
  await leave(brief.client, room);
  time += 51_500;
  await leave(client, room);
  const later = await join(room, patient);
  time += 10_000;
  const startTime = Math.floor(started / 1000);
  const about = { room, ongoing: false, start_time: startTime, duration: 60, max_participants: 2 };
  expect((await ask('GET', `/meetings?room=${room}`)).body).toMatchObject({
    total_count: 2,
    data: [
      { ongoing: true, participants: [{ user_id: patient, participant_id: later.session }] },
      {
        ...about,
        // Of whoever was there for less than ten seconds nothing is written down.
        participants: [{ user_id: doctor, participant_id: session, join_time: startTime, duration: 60 }],
      },
    ],
  });
  const count = async (query: string) => (await ask('GET', `/meetings?${query}`)).body['total_count'];
  expect(await count('room=another')).toBe(0);
  expect(await count('ongoing=false')).toBe(1);
  expect(await count(`timeframe_start=${startTime}&timeframe_end=${startTime}`)).toBe(0);
  expect(await count(`timeframe_start=${startTime}&timeframe_end=${startTime + 1}`)).toBe(1);
  expect(await count(`timeframe_start=${startTime + 1}`)).toBe(1);
});

test('meetings hide whoever has no UUID for an id, in HIPAA mode', async () => {
  const meetings = async (from: DailyEmulator): Promise<unknown> => {
    const room = await createRoom(from);
    const client = new DailyClient(from);
    clients.push(client);
    await client.join(room, tokenFor(from, room, 'a-name'));
    time += 15_000;
    return (await askDaily(from, 'GET', '/meetings')).body;
  };
  const plain = await startDailyEmulator({ account: { hipaa: false }, now: () => time });
  expect(await meetings(emulator)).toMatchObject({ data: [{ participants: [{ user_id: 'hipaa' }] }] });
  expect(await meetings(plain)).toMatchObject({ data: [{ participants: [{ user_id: 'a-name' }] }] });
  await plain.close();
});

test('meetings come in pages', async () => {
  const room = await createRoom(emulator);
  for (let meeting = 0; meeting < 3; meeting += 1) {
    const { client } = await join(room, 'user-1');
    time += 15_000;
    await leave(client, room);
  }
  const page = async (query: string) => {
    const { body } = await ask('GET', `/meetings?room=${room}&limit=2${query}`);
    return (body['data'] as { readonly id: string }[]).map(({ id }) => id);
  };
  const first = await page('');
  const second = await page(`&starting_after=${first[1]}`);
  expect([first.length, second.length, new Set([...first, ...second]).size]).toEqual([2, 1, 3]);
});

test('fails as often as it is told to', async () => {
  emulator.faults.failRest(503, 2);
  const statuses = [];
  for (let turn = 0; turn < 3; turn += 1) statuses.push((await ask('GET', '/')).status);
  expect(statuses).toEqual([503, 503, 200]);
  emulator.faults.failRest(429);
  expect((await ask('GET', '/')).body).toMatchObject({ error: 'rate-limit-error' });
});
