import type { BackendContext, ProviderBackend, WebhookVerdict } from '@patchbay/contract';
import { vonageBackend } from '@patchbay/provider-vonage/server';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryConnections } from '../../../packages/providers/vonage/fixtures/memory-connections.ts';
import { startVonageEmulator, type VonageEmulator } from './index.ts';
import { RumorClient } from './rumor-client.ts';
import { rumorTypes } from './rumor-frame.ts';

let emulator: VonageEmulator;
let backend: ProviderBackend;
let clients: RumorClient[] = [];
const verdicts: Promise<WebhookVerdict | undefined>[] = [];
let time = Date.now();

const context: BackendContext = {
  publicUrl: 'http://patchbay.test',
  fetch: (input, init) => fetch(input, init),
  now: () => time,
  randomId: () => crypto.randomUUID(),
  seal: () => Promise.resolve(''),
  open: () => Promise.resolve(undefined),
  participantsOf: async () => [],
  connections: memoryConnections(),
  observe: () => undefined,
};

/** Stands where Patchbay's server is: hands every webhook to the backend as it came. */
const receive: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const headers = new Map(request.headers);
  const body = new Uint8Array(await request.arrayBuffer());
  const verdict = Promise.resolve(backend.receiveWebhook?.({ headers, body, receivedAt: time }));
  verdicts.push(verdict);
  await verdict;
  return new Response(null, { status: 200 });
};

const start = async (leaseSeconds: number): Promise<void> => {
  time = Date.now();
  const webhookUrl = 'http://patchbay.test/v1/webhooks/vonage';
  emulator = await startVonageEmulator({ fetch: receive, webhookUrl, leaseSeconds, now: () => time });
  backend = await vonageBackend.create(emulator.settings, context);
};

beforeEach(() => start(30));
afterEach(async () => {
  for (const client of clients) client.cut();
  clients = [];
  verdicts.length = 0;
  await emulator.close();
});

const createRoom = () =>
  backend.createRoom({ room: 'room', vendorRoom: undefined, maxParticipants: 2, emptyTimeoutSeconds: 60 });
const tokenFor = async (room: string, participant = 'p1') => {
  const asking = { room, participant, userKey: 'key', ttlSeconds: 60 };
  const { token } = (await backend.mintCredentials(asking)) as { token: string };
  return token;
};
const lookUp = async (room: string, token: string): Promise<unknown> => {
  const headers = { 'x-opentok-auth': token };
  const response = await fetch(`${emulator.url}/anvil.opentok.com/session/${room}?extended=true`, {
    headers,
  });
  return response.json();
};
async function enter(room: string, participant = 'p1') {
  const client = new RumorClient(emulator.url, emulator.account.applicationId, room);
  clients.push(client);
  await client.open();
  return { client, answer: await client.connect(await tokenFor(room, participant)) };
}
const stream = (id: string) => ({
  id,
  name: 'camera',
  channel: [{ id: 'video1', type: 'video', active: true }],
});

describe('the server half', () => {
  test('is let in with the application’s key, and with no other', async () => {
    expect(await backend.check()).toMatchObject({ reachable: true });
    const other = await startVonageEmulator();
    const stranger = await vonageBackend.create({ ...other.settings, emulatorUrl: emulator.url }, context);
    expect(await stranger.check()).toMatchObject({ reachable: false });
    await other.close();
  });

  test('lists, removes and empties, by what webhooks told', async () => {
    const room = await createRoom();
    const [first, second] = [await enter(room, 'p1'), await enter(room, 'p2')];
    await emulator.settled();
    const there = await backend.listParticipants(room);
    expect(there.map(({ participant }) => participant)).toEqual(['p1', 'p2']);
    await backend.removeParticipant(room, 'p1');
    await first.client.closed();
    expect(first.client.heard('deleted', /connection/)[0]?.message.reason).toBe('forceDisconnected');
    await backend.endRoom(room);
    await second.client.closed();
    expect(await backend.listParticipants(room)).toEqual([]);
  });

  test('accepts the webhooks, as Vonage signs them', async () => {
    const room = await createRoom();
    const { client } = await enter(room);
    await client.ask('create', '/stream/s1', stream('s1'));
    client.send(rumorTypes.disconnect);
    await client.closed();
    await emulator.settled();
    const observations = (await Promise.all(verdicts)).map(
      (verdict) => verdict?.accepted && verdict.observations,
    );
    expect(observations.flat()).toMatchObject([
      { kind: 'room-started', room },
      { kind: 'joined', participant: 'p1', connection: client.id },
      { kind: 'present', participant: 'p1' },
      { kind: 'present', participant: 'p1' },
      { kind: 'left', participant: 'p1' },
      { kind: 'room-ended', room },
    ]);
  });

  test('records, and counts what was used', async () => {
    const room = await createRoom();
    await expect(backend.startRecording?.(room)).rejects.toMatchObject({ code: 'room-not-found' });
    const { client } = await enter(room);
    await client.ask('create', '/stream/s1', stream('s1'));
    await backend.startRecording?.(room);
    await backend.startRecording?.(room);
    await backend.stopRecording?.(room);
    await backend.stopRecording?.(room);
    expect(client.heard('created', /archive/)).toHaveLength(1);
    time += 120_000;
    expect(await backend.pullUsage?.({ from: 0, to: time, rooms: [room] })).toMatchObject([
      { room, participantSeconds: 120 },
    ]);
    // Of another time there is nothing, and of this one what lies in it.
    expect(await backend.pullUsage?.({ from: 0, to: time - 120_000, rooms: [room] })).toEqual([]);
    expect(await backend.pullUsage?.({ from: time - 50_000, to: time + 1, rooms: [room] })).toMatchObject([
      { room, participantSeconds: 50 },
    ]);
    time += 22 * 86_400_000;
    client.send(rumorTypes.disconnect);
    await client.closed();
    expect(await backend.pullUsage?.({ from: 0, to: time - 21 * 86_400_000, rooms: [room] })).toEqual([]);
  });

  test('records no relayed session', async () => {
    backend = await vonageBackend.create({ ...emulator.settings, mediaMode: 'relayed' }, context);
    const room = await createRoom();
    await enter(room);
    await expect(backend.startRecording?.(room)).rejects.toMatchObject({ code: 'not-allowed' });
  });

  test('hears of REST that fails', async () => {
    emulator.faults.failRest(503);
    await expect(createRoom()).rejects.toMatchObject({ code: 'provider-failure', retryable: true });
    expect(await createRoom()).toMatch(/^1_/);
  });
});

describe('session information', () => {
  test('is given for a good token', async () => {
    const room = await createRoom();
    expect(await lookUp(room, await tokenFor(room))).toMatchObject([{ session_id: room }]);
  });

  test.each([
    ['no token', async () => ''],
    ['a forged token', async (room: string) => (await tokenFor(room)).replace(/.{6}$/, 'AAAAAA')],
    ['a token of another session', async () => tokenFor('another')],
  ])('is refused for %s', async (_name, token) => {
    const room = await createRoom();
    expect(await lookUp(room, await token(room))).toMatchObject([{ error: { code: 403 } }]);
  });

  test('is refused for a token past its time', async () => {
    const room = await createRoom();
    const token = await tokenFor(room);
    time += 61_000;
    expect(await lookUp(room, token)).toMatchObject([{ error: { code: 403 } }]);
  });

  test('is refused for a session that is none, and by a fault', async () => {
    const room = await createRoom();
    expect(await lookUp('none', await tokenFor('none'))).toMatchObject([{ error: { code: 404 } }]);
    emulator.faults.refuseSessions(409);
    expect(await lookUp(room, await tokenFor(room))).toMatchObject([{ error: { code: 409 } }]);
  });

  test('is not answered at all by a fault', async () => {
    const room = await createRoom();
    emulator.faults.hangUp(room);
    await expect(lookUp(room, await tokenFor(room))).rejects.toThrow('fetch failed');
  });
});

describe('messaging', () => {
  test('tells a newcomer who is there, and everybody of the newcomer', async () => {
    const room = await createRoom();
    const first = await enter(room);
    const second = await enter(room, 'p2');
    expect(first.answer).toMatchObject({ status: '200', data: { connection: [{ id: first.client.id }] } });
    const { connection } = second.answer.data as { connection: { id: string }[] };
    expect(connection.map(({ id }) => id)).toEqual([first.client.id, second.client.id]);
    await vi.waitFor(() => expect(first.client.heard('created', /connection/)).toHaveLength(2));
  });

  test('lets in nobody with a bad token, nor for want of room', async () => {
    const room = await createRoom();
    const client = new RumorClient(emulator.url, emulator.account.applicationId, room);
    clients.push(client);
    await client.open();
    expect(await client.connect('forged')).toMatchObject({ status: '403' });
    emulator.faults.refuseForWantOfRoom(true);
    const refused = { status: '409', data: { reason: 'connectionLimitExceeded' } };
    expect(await client.connect(await tokenFor(room))).toEqual(refused);
    expect(await client.ask('create', '/stream/s1', stream('s1'))).toMatchObject({ status: '403' });
  });

  test('takes offers and answers between who sends and who receives, and tells of mutes', async () => {
    const room = await createRoom();
    const { client: sender } = await enter(room);
    const { client: receiver } = await enter(room, 'p2');
    await sender.ask('create', '/stream/s1', stream('s1'));
    await receiver.ask('create', '/stream/s1/subscriber/r1', {});
    await vi.waitFor(() => expect(sender.heard('generateoffer', /subscriber\/r1/)).toHaveLength(1));
    await sender.ask('offer', '/stream/s1/subscriber/r1', { sdp: 'offer' });
    await vi.waitFor(() => expect(receiver.heard('offer', /r1/)).toMatchObject([{ from: sender.id }]));
    await receiver.ask('answer', '/stream/s1/subscriber/r1', { sdp: 'answer' });
    await vi.waitFor(() => expect(sender.heard('answer', /r1/)).toMatchObject([{ from: receiver.id }]));
    await sender.ask('update', '/stream/s1/channel/video1', { active: false });
    await vi.waitFor(() => expect(receiver.heard('updated', /channel/)).toHaveLength(1));
    await receiver.ask('update', '/stream/s1/channel/video1', { active: true });
    expect(receiver.heard('updated', /channel/)).toHaveLength(1);
    expect(await receiver.ask('create', '/stream/none/subscriber/r2', {})).toMatchObject({ status: '404' });
  });

  test('carries signals to everybody, the sender too, or to one', async () => {
    const room = await createRoom();
    const people = [await enter(room, 'p1'), await enter(room, 'p2'), await enter(room, 'p3')];
    const [first, second, third] = people.map(({ client }) => client);
    await first?.ask('signal', '/signal/1', { type: 'patchbay', data: 'all' });
    await first?.ask('signal', `/connection/${third?.id}/signal/2`, { type: 'patchbay', data: 'one' });
    await vi.waitFor(() => expect(third?.heard('signal', /signal/)).toHaveLength(2));
    expect([first, second].map((client) => client?.heard('signal', /signal/).length)).toEqual([1, 1]);
    const nobody = await first?.ask('signal', '/connection/none/signal/3', { data: 'none' });
    expect(nobody).toMatchObject({ status: '404' });
  });

  test('sends again over the next socket what was not acknowledged', async () => {
    const room = await createRoom();
    const { client: first } = await enter(room);
    const { client: second } = await enter(room, 'p2');
    first.acknowledges = false;
    first.cut();
    await second.ask('signal', '/signal/1', { data: 'while away' });
    first.told.length = 0;
    await first.open(true);
    await vi.waitFor(() => expect(first.heard('signal', /signal/)).toHaveLength(1));
  });

  test('gives up who does not come back in time', async () => {
    await emulator.close();
    await start(0.05);
    const room = await createRoom();
    const { client: first } = await enter(room);
    const { client: second } = await enter(room, 'p2');
    first.cut();
    await vi.waitFor(() => {
      const [gone] = second.heard('deleted', new RegExp(`connection/${first.id}`));
      expect(gone?.message.reason).toBe('networkDisconnected');
    });
  });

  test('lets nobody back in whose seat is gone', async () => {
    const room = await createRoom();
    const { client } = await enter(room);
    client.send(rumorTypes.disconnect);
    await client.closed();
    await expect(client.open(true).then(() => client.closed())).resolves.toBeUndefined();
  });

  test('lets nobody back in while a fault holds them off', async () => {
    const room = await createRoom();
    const { client } = await enter(room);
    const restore = emulator.faults.interrupt(room, JSON.stringify({ participant: 'p1', userKey: 'key' }));
    await client.closed();
    await expect(client.open(true).then(() => client.closed())).resolves.toBeUndefined();
    restore();
    expect(() => emulator.faults.interrupt(room, 'nobody')).toThrow('Nobody in that session');
  });

  test('answers nonsense, and goes on', async () => {
    const room = await createRoom();
    const { client } = await enter(room);
    client.send(rumorTypes.message, { 'TRANSACTION-ID': 't1' }, 'no JSON');
    expect(await client.ask('read', '')).toMatchObject({ status: '200' });
  });
});

test('leaves are lost by a fault', async () => {
  const room = await createRoom();
  const { client } = await enter(room);
  emulator.faults.loseLeaveEvents(true);
  client.send(rumorTypes.disconnect);
  await client.closed();
  await emulator.settled();
  expect(emulator.log().map(({ what }) => what)).not.toContain('webhook connectionDestroyed');
});

test('the log holds no secret', async () => {
  const room = await createRoom();
  const token = await tokenFor(room);
  await lookUp(room, token);
  await enter(room);
  const text = JSON.stringify(emulator.log());
  expect(text).toContain('session information');
  for (const secret of [token, emulator.account.signatureSecret, 'PRIVATE KEY'])
    expect(text).not.toContain(secret);
});
