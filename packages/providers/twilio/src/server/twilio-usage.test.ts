import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fakeTwilioRest, refusal, sidOf } from '../../fixtures/fake-twilio-rest.ts';
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
  const times = { CreatedAfter: '2026-11-23T00:00:00.000Z', CreatedBefore: '2026-11-24T00:00:00.000Z' };
  expect(calls[0]?.given).toEqual({ RoomName: 'room-1', PageSize: '1000', ...times });
  calls.length = 0;
  await pullTwilioUsage(rest, { ...day, rooms: undefined });
  expect(calls[0]?.given).toEqual({ PageSize: '1000', ...times });
});

test('usage that Twilio refuses is an error, and not nothing', async () => {
  answerWith('insights rooms', refusal(500, 20500));
  const pulling = pullTwilioUsage(rest, { ...day, rooms: undefined });
  await expect(pulling).rejects.toMatchObject({ code: 'provider-failure' });
});
