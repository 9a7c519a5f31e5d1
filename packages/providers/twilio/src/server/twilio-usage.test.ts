import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fakeTwilioRest, pageOf, refusal, sidOf } from '../../fixtures/fake-twilio-rest.ts';
import { pullTwilioUsage } from './twilio-usage.ts';

const { server, calls, rest, answerWith, reset } = fakeTwilioRest();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(reset);
afterAll(() => server.close());

const day = { from: Date.parse('2026-11-23T00:00:00Z'), to: Date.parse('2026-11-24T00:00:00Z') };
const common = { room: 'room-1', amount: undefined };

test('usage is every connection, with its seconds once it is over', async () => {
  expect(await pullTwilioUsage(rest, { ...day, rooms: ['room-1'] })).toEqual([
    {
      ...common,
      participant: 'person-1',
      connection: sidOf('PA', '1'),
      startedAt: Date.parse('2026-11-23T10:00:00Z'),
      endedAt: Date.parse('2026-11-23T10:20:00Z'),
      participantSeconds: 1200,
    },
    {
      ...common,
      participant: 'person-2',
      connection: sidOf('PA', '2'),
      startedAt: Date.parse('2026-11-23T10:01:00Z'),
      endedAt: undefined,
      participantSeconds: undefined,
    },
  ]);
  expect(calls.map(({ path }) => path)).toEqual([
    '/v1/Video/Rooms',
    `/v1/Video/Rooms/${sidOf('RM', '1')}/Participants`,
  ]);
});

test('usage is asked for by room and by time', async () => {
  await pullTwilioUsage(rest, { ...day, rooms: ['room-1'] });
  // Rooms go by when they were made, and one of the day before may have been joined only now.
  const times = { CreatedAfter: '2026-11-22T00:00:00.000Z', CreatedBefore: '2026-11-24T00:00:00.000Z' };
  expect(calls[0]?.given).toEqual({ RoomName: 'room-1', PageSize: '1000', ...times });
  calls.length = 0;
  await pullTwilioUsage(rest, { ...day, rooms: undefined });
  expect(calls[0]?.given).toEqual({ PageSize: '1000', ...times });
});

const [roomPage, peoplePage] = ['insights rooms', 'insights participants'];

test('usage is what began in time, of rooms that were not over before', async () => {
  const room = { room_sid: sidOf('RM', '2'), room_name: 'room-2', room_status: 'completed' };
  const made = { ...room, create_time: '2026-11-22T23:50:00Z' };
  const over = { ...made, end_time: '2026-11-22T23:59:59Z' };
  answerWith(roomPage, () => HttpResponse.json(pageOf('rooms', [over, { ...made, end_time: null }])));
  const someone = (digit: string, join_time: string) => ({
    participant_sid: sidOf('PA', digit),
    participant_identity: 'person',
    join_time,
    leave_time: null,
    duration_sec: null,
  });
  const people = [someone('3', '2026-11-22T23:59:59Z'), someone('4', '2026-11-23T00:00:00Z')];
  answerWith(peoplePage, () => HttpResponse.json(pageOf('participants', people)));
  const usage = await pullTwilioUsage(rest, { ...day, rooms: undefined });
  expect(usage.map(({ connection }) => connection)).toEqual([sidOf('PA', '4')]);
  expect(calls).toHaveLength(2);
});

test('usage is read from all pages, and a page that is its own next one is a failure', async () => {
  const next = (page: number) => ({
    meta: { next_page_url: `https://insights.twilio.com/v1/Video/Rooms?PageSize=1000&Page=${page}` },
  });
  answerWith(roomPage, () => HttpResponse.json({ rooms: [], ...next(1) }));
  expect(await pullTwilioUsage(rest, { ...day, rooms: undefined })).toHaveLength(2);
  expect(calls[1]?.given).toEqual({ PageSize: '1000', Page: '1' });
  const again = () => HttpResponse.json({ rooms: [], ...next(1) });
  answerWith(roomPage, again, again);
  const pulling = pullTwilioUsage(rest, { ...day, rooms: undefined });
  await expect(pulling).rejects.toMatchObject({ code: 'provider-failure' });
});

test('usage of many rooms is asked for a few at a time', async () => {
  const rooms = Array.from({ length: 20 }, () => ({
    room_sid: sidOf('RM', '1'),
    room_name: 'room-1',
    room_status: 'completed',
    create_time: '2026-11-23T09:00:00Z',
  }));
  answerWith(roomPage, () => HttpResponse.json(pageOf('rooms', rooms)));
  let [now, most] = [0, 0];
  const counting: typeof rest = async (...asked) => {
    now += 1;
    most = Math.max(most, now);
    try {
      return await rest(...asked);
    } finally {
      now -= 1;
    }
  };
  expect(await pullTwilioUsage(counting, { ...day, rooms: undefined })).toHaveLength(40);
  expect(most).toBe(8);
});

test('usage that Twilio refuses is an error, and not nothing', async () => {
  answerWith('insights rooms', refusal(500, 20500));
  const pulling = pullTwilioUsage(rest, { ...day, rooms: undefined });
  await expect(pulling).rejects.toMatchObject({ code: 'provider-failure' });
});
