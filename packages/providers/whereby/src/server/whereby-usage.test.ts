import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  fakeWherebyRest,
  pageOf,
  refusal,
  roomName,
  sessionOf,
  vendorRoom,
  visitOf,
} from '../../fixtures/fake-whereby-rest.ts';
import { participantClassOf, pullWherebyUsage } from './whereby-usage.ts';

const { server, calls, rest, answerWith, reset } = fakeWherebyRest();
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(reset);
afterAll(() => server.close());

const from = Date.parse('2026-11-23T00:00:00.000Z');
const to = Date.parse('2026-11-24T00:00:00.000Z');
const startedAt = Date.parse('2026-11-23T10:00:00.000Z');

test('usage is every connection of a person, with its seconds once it is over', async () => {
  expect(await pullWherebyUsage(rest, { from, to, rooms: [vendorRoom] })).toEqual([
    {
      room: vendorRoom,
      participant: 'participant-of-1',
      connection: '1',
      startedAt,
      endedAt: undefined,
      participantSeconds: undefined,
      amount: undefined,
    },
    {
      room: vendorRoom,
      participant: 'participant-of-2',
      connection: '2',
      startedAt,
      endedAt: startedAt + 1_230_000,
      participantSeconds: 1230,
      amount: undefined,
    },
  ]);
  expect(calls.map(({ what, given }) => [what, given])).toEqual([
    ['sessions', { roomName, limit: '100' }],
    ['participants', { roomSessionId: 'session-1', limit: '100' }],
  ]);
});

test('usage of a deleted meeting is asked for by its room all the same', async () => {
  answerWith('meeting', refusal(404));
  expect(await pullWherebyUsage(rest, { from, to, rooms: [vendorRoom] })).toHaveLength(2);
});

test('usage of the whole account names no room', async () => {
  const lines = await pullWherebyUsage(rest, { from, to, rooms: undefined });
  expect(lines.map(({ room }) => room)).toEqual([undefined, undefined]);
  expect(calls[0]).toMatchObject({
    what: 'rooms',
    given: { 'createdAt[from]': '2026-11-22T00:00:00.000Z', 'createdAt[to]': '2026-11-24T00:00:00.000Z' },
  });
});

test('usage is of those who began in time, and of people', async () => {
  answerWith('participants', () =>
    HttpResponse.json(
      pageOf([
        visitOf('early', { joinedAt: '2026-11-22T23:59:59.999Z' }),
        visitOf('first', { joinedAt: '2026-11-23T00:00:00.000Z' }),
        visitOf('last', { joinedAt: '2026-11-23T23:59:59.999Z' }),
        visitOf('late', { joinedAt: '2026-11-24T00:00:00.000Z' }),
        visitOf('recorder', { roleName: 'recorder' }),
      ]),
    ),
  );
  const lines = await pullWherebyUsage(rest, { from, to, rooms: [vendorRoom] });
  expect(lines.map(({ connection }) => connection)).toEqual(['first', 'last']);
});

test('usage is read to the last page', async () => {
  answerWith(
    'sessions',
    () => HttpResponse.json(pageOf([sessionOf('session-1', '2026-11-23T11:00:00.000Z')], 'page-2')),
    () => HttpResponse.json(pageOf([sessionOf('session-2')], 'page-3')),
    () => HttpResponse.json(pageOf([])),
  );
  expect(await pullWherebyUsage(rest, { from, to, rooms: [vendorRoom] })).toHaveLength(4);
  const asked = calls.filter(({ what }) => what === 'sessions').map(({ given }) => given);
  expect(asked).toMatchObject([{}, { cursor: 'page-2' }, { cursor: 'page-3' }]);
});

test('a cursor that leads nowhere ends', async () => {
  const stuck = () => HttpResponse.json(pageOf([], 'page-1'));
  answerWith('sessions', stuck, stuck, stuck);
  expect(await pullWherebyUsage(rest, { from, to, rooms: [vendorRoom] })).toEqual([]);
});

test('usage that Whereby refuses is an error, and not nothing', async () => {
  answerWith('sessions', refusal(500));
  const pulling = pullWherebyUsage(rest, { from, to, rooms: [vendorRoom] });
  await expect(pulling).rejects.toMatchObject({ code: 'provider-failure', retryable: true });
});

test.each([
  ['owner', 'person'],
  ['member', 'person'],
  ['host', 'person'],
  ['visitor', 'person'],
  ['granted_visitor', 'person'],
  ['viewer', 'person'],
  ['granted_viewer', 'person'],
  ['recorder', 'recorder'],
  ['streamer', 'recorder'],
  ['captioner', 'agent'],
  ['assistant', 'agent'],
  [undefined, 'person'],
])('the role %s is a %s', (role, participantClass) => {
  expect(participantClassOf(role)).toBe(participantClass);
});
