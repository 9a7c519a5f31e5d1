import { createHmac } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { createMeeting, WherebyClient } from '../../fixtures/whereby-client.ts';
import { startWherebyEmulator, type WherebyEmulator } from './index.ts';
import { signEvent } from './whereby-webhooks.ts';

interface Delivery {
  readonly signature: string;
  readonly text: string;
}

let emulator: WherebyEmulator | undefined;
const clients: WherebyClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await emulator?.close();
});

/** An emulator whose webhooks are answered with these statuses, and 200 after them. */
async function listen(...statuses: readonly number[]) {
  const left = [...statuses];
  const deliveries: Delivery[] = [];
  const receive: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    deliveries.push({
      signature: request.headers.get('whereby-signature') ?? '',
      text: await request.text(),
    });
    return new Response(null, { status: left.shift() ?? 200 });
  };
  const started = await startWherebyEmulator({ webhookUrl: 'https://ours.test/hook', fetch: receive });
  emulator = started;
  const join = async (roomName: string, externalId: string): Promise<WherebyClient> => {
    const client = new WherebyClient(started);
    clients.push(client);
    await client.join(roomName, { externalId });
    return client;
  };
  const told = () =>
    deliveries.map(
      ({ text }) => JSON.parse(text) as { id: string; type: string; data: Record<string, unknown> },
    );
  return { emulator: started, deliveries, join, told };
}

test('events are signed over seconds and body', async () => {
  const { emulator: started, deliveries, join } = await listen();
  const { roomName } = await createMeeting(started);
  await join(roomName, 'first');
  await started.settled();
  for (const { signature, text } of deliveries) {
    const [, seconds = '', given] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
    const expected = createHmac('sha256', started.account.webhookSecret)
      .update(`${seconds}.${text}`)
      .digest('hex');
    expect(given).toBe(expected);
  }
  expect(deliveries).toHaveLength(1);
});

test('a visit is told as it happens', async () => {
  const { emulator: started, join, told } = await listen();
  const { meetingId, roomName } = await createMeeting(started);
  await join(roomName, 'first');
  const second = await join(roomName, 'second');
  second.emit('leave_room');
  await second.hear('room_left');
  await started.settled();
  expect(told().map(({ type, data }) => [type, data['externalId'], data['numClients']])).toEqual([
    ['room.client.joined', 'first', 1],
    ['room.session.started', undefined, undefined],
    ['room.client.joined', 'second', 2],
    ['room.client.left', 'second', 1],
  ]);
  for (const { data } of told()) expect(data).toMatchObject({ meetingId, roomName, subdomain: 'emulated' });
});

test('leaves can get lost', async () => {
  const { emulator: started, join, told } = await listen();
  const { roomName } = await createMeeting(started);
  started.faults.loseLeaveEvents(true);
  const first = await join(roomName, 'first');
  first.emit('leave_room');
  await first.hear('room_left');
  await started.settled();
  expect(told().map(({ type }) => type)).toEqual(['room.client.joined']);
});

test.each([
  [[503, 503, 503], 3],
  [[500], 2],
  [[404], 1],
])('answers of %j make %d attempts at the same event', async (statuses, attempts) => {
  const { emulator: started, join, told } = await listen(...statuses);
  const { roomName } = await createMeeting(started);
  await join(roomName, 'first');
  await started.settled();
  expect(told()).toHaveLength(attempts);
  expect(new Set(told().map(({ id }) => id)).size).toBe(1);
});

test('a signature is of one time', () => {
  expect(signEvent('secret', 1, '{}')).not.toBe(signEvent('secret', 2, '{}'));
});
