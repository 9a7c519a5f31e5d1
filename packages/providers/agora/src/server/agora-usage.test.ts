import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fakeAgoraRest } from '../../fixtures/fake-agora-rest.ts';
import { pullAgoraUsage } from './agora-usage.ts';

const { server, asked, answers, rest, setUsages } = fakeAgoraRest();
const day = Date.parse('2026-11-20T00:00:00.000Z');
const dayMilliseconds = 86_400_000;

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  asked.length = 0;
});
afterAll(() => server.close());

test('is a line per day of the project, with the seconds of all classes', async () => {
  const usage = { durationAudioAll: 61, durationVideoHd: 1200, durationVideo1080P: 0, count: 7 };
  setUsages([{ date: '2026-11-20T00:00:00.000Z', usage }]);
  const period = { from: day + 1, to: day + 2 * dayMilliseconds, rooms: undefined };
  expect(await pullAgoraUsage(rest, 'project-1', period)).toEqual([
    {
      room: undefined,
      participant: undefined,
      connection: undefined,
      startedAt: day,
      endedAt: day + dayMilliseconds,
      participantSeconds: 1261,
      amount: undefined,
    },
  ]);
  const given = {
    project_id: 'project-1',
    business: 'default',
    from_date: '2026-11-20',
    to_date: '2026-11-21',
  };
  expect(asked).toEqual([{ path: '/dev/v3/usage', given }]);
});

test('of single rooms there is nothing, and nobody is asked', async () => {
  const period = { from: day, to: day + dayMilliseconds, rooms: ['room-1'] };
  expect(await pullAgoraUsage(rest, 'project-1', period)).toEqual([]);
  expect(await pullAgoraUsage(rest, 'project-1', { from: day, to: day, rooms: undefined })).toEqual([]);
  expect(asked).toEqual([]);
});

test.each([
  ['no list', {}],
  ['a day that is none', { usages: [{ date: 'yesterday', usage: {} }] }],
  ['no numbers', { usages: [{ date: '2026-11-20T00:00:00.000Z', usage: { durationAudioAll: 'many' } }] }],
  ['no usage', { usages: [{ date: '2026-11-20T00:00:00.000Z' }] }],
])('%s is a failure of Agora', async (_name, body) => {
  answers.push(() => HttpResponse.json(body));
  const asking = pullAgoraUsage(rest, 'project-1', { from: day, to: day + 1, rooms: undefined });
  await expect(asking).rejects.toMatchObject({ code: 'provider-failure', provider: 'agora' });
});
