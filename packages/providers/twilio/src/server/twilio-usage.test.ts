import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fakeTwilioRest, refusal, sidOf } from '../../fixtures/fake-twilio-rest.ts';
import { pullTwilioUsage } from './twilio-usage.ts';

const { server, calls, rest, answerWith, reset } = fakeTwilioRest();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(reset);
afterAll(() => server.close());

test('usage is every connection, with its seconds once it is over', async () => {
  expect(await pullTwilioUsage(rest, 'room-1')).toEqual([
    {
      participant: 'person-1',
      connection: sidOf('PA', '1'),
      joinedAt: Date.parse('2026-11-23T10:00:00Z'),
      leftAt: Date.parse('2026-11-23T10:20:00Z'),
      seconds: 1200,
    },
    {
      participant: 'person-2',
      connection: sidOf('PA', '2'),
      joinedAt: Date.parse('2026-11-23T10:01:00Z'),
      leftAt: undefined,
      seconds: undefined,
    },
  ]);
  expect(calls.map(({ path }) => path)).toEqual([
    '/v1/Video/Rooms',
    `/v1/Video/Rooms/${sidOf('RM', '1')}/Participants`,
  ]);
});

test('usage is asked for by the name of the room, from a time on', async () => {
  await pullTwilioUsage(rest, 'room-1', Date.parse('2026-11-20T00:00:00Z'));
  expect(calls[0]?.given).toEqual({
    RoomName: 'room-1',
    CreatedAfter: '2026-11-20T00:00:00.000Z',
    PageSize: '1000',
  });
});

test('usage that Twilio refuses is an error, and not nothing', async () => {
  answerWith('insights rooms', refusal(500, 20500));
  await expect(pullTwilioUsage(rest, 'room-1')).rejects.toMatchObject({ code: 'provider-failure' });
});
