import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  fakeWherebyRest,
  meetingOf,
  pageOf,
  refusal,
  roomName,
  vendorRoom,
  visitOf,
} from '../../fixtures/fake-whereby-rest.ts';
import { createWherebyRooms } from './whereby-rooms.ts';

const { server, calls, rest, answerWith, reset } = fakeWherebyRest();
const now = Date.parse('2026-11-23T12:00:00.000Z');
const rooms = createWherebyRooms(rest, () => now, true);

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(reset);
afterAll(() => server.close());

const request = { room: 'ours', vendorRoom: undefined, maxParticipants: 4, emptyTimeoutSeconds: 300 };

describe('creating', () => {
  test('asks for what Whereby’s page on HIPAA asks for, and resolves to the vendor’s name', async () => {
    expect(await rooms.createRoom(request)).toBe(vendorRoom);
    expect(calls).toEqual([
      {
        what: 'create',
        path: '/v1/meetings',
        given: {
          endDate: '2026-11-24T12:00:00.000Z',
          isLocked: true,
          roomMode: 'normal',
          roomNamePattern: 'uuid',
          recording: { type: 'none' },
          roomPreferences: { streaming: false, roomIntegrations: false },
        },
      },
    ]);
  });

  test('keeps our own name of the room to itself', async () => {
    await rooms.createRoom({ ...request, room: 'a-telling-name' });
    expect(JSON.stringify(calls)).not.toContain('a-telling-name');
  });

  test('without the agreement leaves the room open, and all else as it is', async () => {
    await createWherebyRooms(rest, () => now, false).createRoom(request);
    expect(calls[0]?.given).toMatchObject({ isLocked: false, roomPreferences: { streaming: false } });
  });

  test('again only looks whether it is there', async () => {
    expect(await rooms.createRoom({ ...request, vendorRoom })).toBe(vendorRoom);
    expect(calls.map(({ what, path }) => [what, path])).toEqual([['meeting', '/v1/meetings/134']]);
  });

  test.each([
    ['gone', refusal(404)],
    ['over', () => HttpResponse.json(meetingOf({ endDate: '2026-11-23T11:59:59.000Z' }))],
  ])('of a room that is %s makes another', async (_name, answer) => {
    answerWith('meeting', answer);
    answerWith('create', () =>
      HttpResponse.json(meetingOf({ meetingId: '135', roomUrl: 'https://acme.whereby.com/other' })),
    );
    expect(await rooms.createRoom({ ...request, vendorRoom })).toBe('135.other');
  });

  test.each([
    [401, 'credentials-rejected', false],
    [403, 'not-allowed', false],
    [400, 'invalid-argument', false],
    [429, 'provider-failure', true],
    [500, 'provider-failure', true],
    [418, 'provider-failure', false],
  ])('that is refused with %i is %s', async (status, code, retryable) => {
    answerWith('create', refusal(status));
    await expect(rooms.createRoom(request)).rejects.toMatchObject({
      code,
      retryable,
      provider: 'whereby',
      vendorCode: String(status),
    });
  });

  test.each([
    ['no JSON', () => new HttpResponse('<html>', { status: 201 })],
    ['a list', () => HttpResponse.json([])],
    ['null', () => HttpResponse.json(null)],
    ['no room', () => HttpResponse.json({ meetingId: '134' })],
    ['no meeting', () => HttpResponse.json({ roomUrl: 'https://acme.whereby.com/room' })],
    ['nothing there', refusal(404)],
  ])('that is answered with %s makes no room', async (_name, answer) => {
    answerWith('create', answer);
    await expect(rooms.createRoom(request)).rejects.toMatchObject({ code: 'provider-failure' });
  });
});

describe('ending', () => {
  test('deletes the meeting', async () => {
    await rooms.endRoom(vendorRoom);
    expect(calls).toEqual([{ what: 'delete', path: '/v1/meetings/134', given: {} }]);
  });

  test('keeps a strange name within the path', async () => {
    await rooms.endRoom('a/b?c.room');
    expect(calls[0]?.path).toBe('/v1/meetings/a%2Fb%3Fc');
  });

  test('what is gone is harmless, what fails is told', async () => {
    answerWith('delete', refusal(404), refusal(500));
    await expect(rooms.endRoom(vendorRoom)).resolves.toBeUndefined();
    await expect(rooms.endRoom(vendorRoom)).rejects.toMatchObject({ code: 'provider-failure' });
  });
});

test('removing is unsupported', async () => {
  await expect(rooms.removeParticipant()).rejects.toMatchObject({
    code: 'unsupported',
  });
  expect(calls).toEqual([]);
});

describe('listing', () => {
  test('observes who has not left, of every session', async () => {
    answerWith('participants', () =>
      HttpResponse.json(
        pageOf([
          visitOf('1'),
          visitOf('2', { leftAt: '2026-11-23T10:20:30.000Z' }),
          visitOf('3', { roleName: 'recorder', externalId: null }),
        ]),
      ),
    );
    const common = { kind: 'present', room: vendorRoom, at: now, precision: 1, source: 'roster-poll' };
    expect(await rooms.listParticipants(vendorRoom)).toEqual([
      { ...common, participant: 'participant-of-1', connection: '1', participantClass: 'person' },
      { ...common, participant: '3', connection: '3', participantClass: 'recorder' },
    ]);
    expect(calls[0]).toMatchObject({ what: 'sessions', given: { roomName } });
  });

  test('finds nobody where there was no session', async () => {
    answerWith('sessions', () => HttpResponse.json(pageOf([])));
    expect(await rooms.listParticipants(vendorRoom)).toEqual([]);
  });

  test.each([
    ['something else', () => HttpResponse.json({ results: 'none' })],
    ['half a person', () => HttpResponse.json(pageOf([{ participantId: '1' }]))],
  ])('does not make something of %s', async (_name, answer) => {
    answerWith('participants', answer);
    await expect(rooms.listParticipants(vendorRoom)).rejects.toMatchObject({ code: 'provider-failure' });
  });
});

describe('checking', () => {
  test('says that Whereby answers', async () => {
    expect(await rooms.check()).toMatchObject({ reachable: true });
  });

  test('says what is wrong, and never throws', async () => {
    answerWith('meetings', refusal(401));
    expect(await rooms.check()).toMatchObject({ reachable: false, detail: expect.stringMatching(/key/) });
  });
});
