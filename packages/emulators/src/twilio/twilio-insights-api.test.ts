import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRoom, join, rest } from '../../fixtures/twilio-client.ts';
import { startTwilioEmulator, type TwilioEmulator } from './start-twilio-emulator.ts';

const day = 86_400_000;
let time = Date.parse('2026-11-23T10:00:00.000Z');
let emulator: TwilioEmulator;
beforeEach(async () => {
  emulator = await startTwilioEmulator({ now: () => time, insightsLagSeconds: 600 });
});
afterEach(() => emulator.close());

const rooms = async (query = '') => {
  const { body } = await rest(emulator, `/v1/Video/Rooms?${query}`);
  return body['rooms'] as readonly Readonly<Record<string, unknown>>[];
};
const leave = async ({ client }: Awaited<ReturnType<typeof join>>): Promise<void> => {
  client.say({ type: 'disconnect', version: 2 });
  client.write({ type: 'bye' });
  await client.closed;
};

test('is late: neither a room nor an end is known before its time', async () => {
  await createRoom(emulator);
  const one = await join(emulator, 'room-1', 'person-1');
  time += 599_000;
  expect(await rooms()).toEqual([]);
  time += 1_000;
  const [room] = await rooms();
  expect(room).toMatchObject({ room_status: 'in_progress', processing_state: 'in_progress' });
  const people = async () =>
    (await rest(emulator, `/v1/Video/Rooms/${String(room?.['room_sid'])}/Participants`)).body['participants'];
  expect(await people()).toMatchObject([{ status: 'connected', leave_time: null, duration_sec: null }]);
  await leave(one);
  expect(await people()).toMatchObject([{ status: 'connected', duration_sec: null }]);
  time += 600_000;
  expect(await people()).toMatchObject([
    { status: 'disconnected', leave_time: '2026-11-23T10:10:00Z', duration_sec: 600 },
  ]);
});

test('gives the rooms of the last day unless told, and forgets all after seven', async () => {
  const { body } = await createRoom(emulator);
  await rest(emulator, '/v1/Rooms/room-1', { Status: 'completed' });
  const made = Date.parse(String(body['date_created']));
  const between = (from: number, to: number): Promise<readonly object[]> =>
    rooms(new URLSearchParams({ CreatedAfter: isoOf(from), CreatedBefore: isoOf(to) }).toString());
  time += day + 1;
  expect(await rooms()).toEqual([]);
  expect(await between(made, made)).toHaveLength(1);
  expect(await between(made + 1, time)).toEqual([]);
  expect(await between(0, made - 1)).toEqual([]);
  time = made + 7 * day;
  expect(await between(0, time)).toEqual([]);
});

test('comes in pages, each with the address of the next', async () => {
  for (const name of ['room-1', 'room-2', 'room-3']) await createRoom(emulator, { UniqueName: name });
  time += 600_000;
  const first = await rest(emulator, '/v1/Video/Rooms?PageSize=2');
  expect(first.body['rooms']).toHaveLength(2);
  const { next_page_url: next } = first.body['meta'] as { readonly next_page_url: string };
  expect(new URL(next).origin).toBe(emulator.url);
  const second = await rest(emulator, next.slice(emulator.url.length));
  expect(second.body).toMatchObject({
    rooms: [{ room_name: 'room-3' }],
    meta: { page: 1, page_size: 2, next_page_url: null },
  });
});

const isoOf = (at: number): string => new Date(at).toISOString();
