import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fakeDailyRest, listOf, refusal, roomName } from '../../fixtures/fake-daily-rest.ts';
import { pullDailyUsage } from './daily-usage.ts';

const { server, calls, rest, answerWith, reset } = fakeDailyRest();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(reset);
afterAll(() => server.close());

const from = Date.parse('2026-11-01T00:00:00.000Z');
const to = Date.parse('2026-12-01T00:00:00.000Z');
const begun = Date.parse('2026-11-23T10:00:00.000Z') / 1000;

const visitOf = (id: string, change: object = {}) => ({
  user_id: `person-of-${id}`,
  participant_id: id,
  user_name: null,
  join_time: begun,
  duration: 600,
  ...change,
});
const meetingOf = (id: string, participants: readonly object[], ongoing = false) => ({
  id,
  room: roomName,
  start_time: begun,
  duration: 600,
  ongoing,
  max_participants: 2,
  participants,
});
const page =
  (...data: readonly object[]) =>
  () =>
    HttpResponse.json(listOf(...data));
const pull = (rooms?: readonly string[]) => pullDailyUsage(rest, { from, to, rooms });

describe('usage', () => {
  test('is a row per connection, in whole seconds', async () => {
    answerWith(
      'meetings',
      page(
        meetingOf('meeting-1', [
          visitOf('1'),
          visitOf('2', { user_id: null }),
          visitOf('3', { user_id: 'hipaa' }),
        ]),
      ),
    );
    const common = {
      room: roomName,
      startedAt: begun * 1000,
      endedAt: (begun + 600) * 1000,
      participantSeconds: 600,
      precisionSeconds: 15,
      amount: undefined,
    };
    expect(await pull()).toEqual([
      { ...common, participant: 'person-of-1', connection: '1' },
      { ...common, participant: undefined, connection: '2' },
      { ...common, participant: undefined, connection: '3' },
    ]);
  });

  test('of a meeting that goes on has no end', async () => {
    answerWith('meetings', page(meetingOf('meeting-1', [visitOf('1')], true)));
    expect(await pull()).toMatchObject([{ endedAt: undefined, participantSeconds: 600 }]);
  });

  test('is what began in the time that was asked for', async () => {
    const times = [from - 1000, from, to - 1000, to].map((at) => at / 1000);
    const visits = times.map((at, index) => visitOf(String(index), { join_time: at }));
    answerWith('meetings', page(meetingOf('meeting-1', visits)));
    expect((await pull()).map(({ connection }) => connection)).toEqual(['1', '2']);
  });

  test('is asked for from a day before, as a meeting may be that old, of every room or of some', async () => {
    await pull();
    await pull(['room-1', 'room-2']);
    const timeframe = { timeframe_start: String(from / 1000 - 86_400), timeframe_end: String(to / 1000) };
    expect(calls.map(({ given }) => given)).toEqual([
      { ...timeframe, limit: '100' },
      { ...timeframe, limit: '100', room: 'room-1' },
      { ...timeframe, limit: '100', room: 'room-2' },
    ]);
  });

  test('comes in pages', async () => {
    const full = Array.from({ length: 100 }, (_, index) =>
      meetingOf(`meeting-${index}`, [visitOf(`${index}`)]),
    );
    answerWith('meetings', page(...full), page(meetingOf('meeting-100', [visitOf('100')])));
    expect(await pull()).toHaveLength(101);
    expect(calls.map(({ given }) => (given as { starting_after?: string }).starting_after)).toEqual([
      undefined,
      'meeting-99',
    ]);
  });

  test('that is paged in a circle is an error, and asked for no more', async () => {
    const full = Array.from({ length: 100 }, (_, index) => meetingOf(`meeting-${index}`, []));
    answerWith('meetings', ...Array.from({ length: 9 }, () => page(...full)));
    await expect(pull()).rejects.toMatchObject({ code: 'provider-failure' });
    expect(calls).toHaveLength(2);
  });

  test('that Daily refuses is an error, and not nothing', async () => {
    answerWith('meetings', refusal(500, 'server-error'));
    await expect(pull()).rejects.toMatchObject({ code: 'provider-failure', retryable: true });
  });

  test.each([
    ['no list', { data: {} }],
    ['a meeting without a room', listOf({ ...meetingOf('1', []), room: undefined })],
    ['a meeting without participants', listOf({ ...meetingOf('1', []), participants: undefined })],
    ['somebody without a time', listOf(meetingOf('1', [visitOf('1', { join_time: 'today' })]))],
    ['somebody without an id', listOf(meetingOf('1', [visitOf('1', { participant_id: undefined })]))],
  ])('is not made of %s', async (_name, answer) => {
    answerWith('meetings', () => HttpResponse.json(answer));
    await expect(pull()).rejects.toMatchObject({ code: 'provider-failure' });
  });
});
