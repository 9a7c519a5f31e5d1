import { afterEach, beforeEach, expect, test } from 'vitest';
import { configure, PexipClient } from '../../fixtures/pexip-client.ts';
import { type PexipEmulator, startPexipEmulator } from './index.ts';

interface Delivery {
  readonly authorization: string | null;
  readonly body: Readonly<Record<string, unknown>> & { readonly event: string; readonly seq: number };
}

const deliveries: Delivery[] = [];
let status: number;
let now: number;
let emulator: PexipEmulator;
const clients: PexipClient[] = [];

beforeEach(async () => {
  deliveries.length = 0;
  status = 200;
  now = Date.parse('2026-11-23T10:00:00Z');
  emulator = await startPexipEmulator({
    now: () => now,
    eventSinkUrl: 'https://patchbay.test/hook',
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const body = (await request.json()) as Delivery['body'];
      deliveries.push({ authorization: request.headers.get('authorization'), body });
      if (status === 0) throw new TypeError('nobody there');
      return new Response(null, { status });
    },
  });
  await configure(emulator, { tag: 'tag-1' });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await emulator.close();
});

async function visit(): Promise<PexipClient> {
  const client = await new PexipClient(emulator).join('first');
  clients.push(client);
  now += 61_000;
  await client.post('release_token');
  await emulator.settled();
  return client;
}
const events = () => deliveries.map(({ body }) => body.event);
const wholeVisit = [
  'conference_started',
  'participant_connected',
  'participant_disconnected',
  'conference_ended',
];

test('tells a conference’s whole life, in order, with the sink’s own password', async () => {
  const { uuid } = await visit();
  expect(events()).toEqual(wholeVisit);
  expect(deliveries.map(({ body }) => body.seq)).toEqual([1, 2, 3, 4]);
  const { sinkUsername, sinkPassword } = emulator.account;
  const authorization = `Basic ${Buffer.from(`${sinkUsername}:${sinkPassword}`).toString('base64')}`;
  for (const delivery of deliveries) expect(delivery.authorization).toBe(authorization);
  expect(deliveries[2]?.body).toMatchObject({
    version: 2,
    time: now / 1000,
    data: {
      uuid,
      conference: 'room-1',
      call_tag: 'tag-of-first',
      service_tag: 'tag-1',
      duration: 61,
      end_time: now / 1000,
      disconnect_reason: 'User initiated disconnect',
    },
  });
});

test('can lose who left, and find it again', async () => {
  emulator.faults.loseLeaveEvents(true);
  await visit();
  expect(events()).toEqual(wholeVisit.filter((event) => event !== 'participant_disconnected'));
  emulator.faults.loseLeaveEvents(false);
  deliveries.length = 0;
  await visit();
  expect(events()).toEqual(wholeVisit);
});

test.each([500, 0])('goes on when it is answered %i, and logs it', async (answer) => {
  status = answer;
  await visit();
  expect(events()).toEqual(wholeVisit);
  const logged = emulator.log().filter(({ what }) => what.startsWith('event '));
  expect(logged.map(({ about }) => about['status'])).toEqual([answer, answer, answer, answer]);
});
