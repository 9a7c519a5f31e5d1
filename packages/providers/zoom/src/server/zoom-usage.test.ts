import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fakeZoomRest, present, refusal } from '../../fixtures/fake-zoom-rest.ts';
import { pullZoomUsage } from './zoom-usage.ts';

const { server, calls, rest, answerWith, reset } = fakeZoomRest();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(reset);
afterAll(() => server.close());

const day = { from: Date.parse('2026-11-23T00:00:00Z'), to: Date.parse('2026-11-24T00:00:00Z') };
const [first] = present;

test('usage is every connection that began in time, with its seconds once it is over', async () => {
  const early = { ...first, join_time: '2026-11-22T23:59:59Z', leave_time: '2026-11-23T00:10:00Z' };
  const over = { ...first, leave_time: '2026-11-23T09:20:30Z' };
  answerWith('users', () =>
    HttpResponse.json({ users: [early, over, { ...first, participant_uuid: 'uuid-9' }] }),
  );
  expect(await pullZoomUsage(rest, { ...day, rooms: ['room-1'] })).toEqual([
    {
      room: 'room-1',
      participant: 'person-1',
      connection: 'uuid-1',
      startedAt: Date.parse('2026-11-23T09:00:00Z'),
      endedAt: Date.parse('2026-11-23T09:20:30Z'),
      participantSeconds: 1230,
      amount: undefined,
    },
    expect.objectContaining({ connection: 'uuid-9', endedAt: undefined, participantSeconds: undefined }),
  ]);
  expect(calls[0]?.given).toMatchObject({
    type: 'past',
    from: '2026-11-22',
    to: '2026-11-24',
    session_name: 'room-1',
  });
});

test('usage of the whole account asks for no name; of other rooms it is left out', async () => {
  expect(await pullZoomUsage(rest, { ...day, rooms: undefined })).toHaveLength(3);
  expect(calls[0]?.given).not.toHaveProperty('session_name');
  expect(await pullZoomUsage(rest, { ...day, rooms: ['room-2'] })).toEqual([]);
});

test('usage that Zoom refuses, or a time that is none, is an error, and not nothing', async () => {
  answerWith('sessions', refusal(500));
  await expect(pullZoomUsage(rest, { ...day, rooms: undefined })).rejects.toMatchObject({
    code: 'provider-failure',
  });
  answerWith('users', () => HttpResponse.json({ users: [{ ...first, join_time: 'yesterday' }] }));
  await expect(pullZoomUsage(rest, { ...day, rooms: undefined })).rejects.toMatchObject({
    code: 'provider-failure',
  });
});
