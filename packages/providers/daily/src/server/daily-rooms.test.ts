import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  fakeDailyRest,
  listOf,
  presenceOf,
  refusal,
  roomName,
  roomOf,
} from '../../fixtures/fake-daily-rest.ts';
import { createDailyDomain, createDailyRooms } from './daily-rooms.ts';

const { server, calls, rest, answerWith, reset } = fakeDailyRest();
const now = Date.parse('2026-11-23T12:00:00.000Z');
const tomorrow = now / 1000 + 24 * 60 * 60;
const rooms = createDailyRooms(rest, () => now);

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(reset);
afterAll(() => server.close());

const request = {
  room: 'a-telling-name',
  vendorRoom: undefined,
  maxParticipants: 4,
  emptyTimeoutSeconds: 60,
};
const gone = refusal(404, 'not-found');

describe('creating', () => {
  test('asks for a private room without a name, which lets everybody in once, and resolves to Daily’s name', async () => {
    expect(await rooms.createRoom(request)).toBe(roomName);
    const properties = { exp: tomorrow, max_participants: 4, enforce_unique_user_ids: true };
    expect(calls).toEqual([{ what: 'create', path: '/v1/rooms', given: { privacy: 'private', properties } }]);
  });

  test('again puts its end off, and makes no other', async () => {
    expect(await rooms.createRoom({ ...request, vendorRoom: roomName })).toBe(roomName);
    expect(calls).toEqual([
      { what: 'change', path: `/v1/rooms/${roomName}`, given: { properties: { exp: tomorrow } } },
    ]);
  });

  test('of a room that is gone makes another', async () => {
    answerWith('change', gone);
    answerWith('create', () => HttpResponse.json(roomOf({ name: 'another' })));
    expect(await rooms.createRoom({ ...request, vendorRoom: roomName })).toBe('another');
  });

  test('of a room that cannot be asked about makes no other', async () => {
    answerWith('change', refusal(500, 'server-error'));
    await expect(rooms.createRoom({ ...request, vendorRoom: roomName })).rejects.toMatchObject({
      code: 'provider-failure',
    });
    expect(calls).toHaveLength(1);
  });

  test.each([
    [400, 'invalid-request-error', 'invalid-argument', false],
    [400, 'authorization-header-error', 'credentials-rejected', false],
    [401, 'authentication-error', 'credentials-rejected', false],
    [403, 'forbidden-error', 'not-allowed', false],
    [429, 'rate-limit-error', 'provider-failure', true],
    [500, 'of-the-future', 'provider-failure', true],
  ])('that is refused with %i %s is %s', async (status, error, code, retryable) => {
    answerWith('create', refusal(status, error));
    const failure: unknown = await rooms.createRoom(request).catch((cause: unknown) => cause);
    expect(failure).toMatchObject({ code, retryable, provider: 'daily', vendorCode: error });
    // What Daily says may repeat what was sent.
    expect(JSON.stringify(failure)).not.toContain('a text about');
    expect(String(failure)).not.toContain('a text about');
  });

  test.each([
    [401, 'credentials-rejected'],
    [403, 'not-allowed'],
    [502, 'provider-failure'],
  ])('that a gateway refuses with %i is %s', async (status, code) => {
    answerWith('create', () => new HttpResponse('<html>', { status }));
    await expect(rooms.createRoom(request)).rejects.toMatchObject({ code, vendorCode: String(status) });
  });

  test.each([
    ['no JSON', () => new HttpResponse('<html>')],
    ['half of it', () => new HttpResponse('{"name":')],
    ['a list', () => HttpResponse.json([])],
    ['null', () => HttpResponse.json(null)],
    ['no name', () => HttpResponse.json(roomOf({ name: undefined }))],
    ['an empty name', () => HttpResponse.json(roomOf({ name: '' }))],
  ])('that is answered with %s makes no room', async (_name, answer) => {
    answerWith('create', answer);
    await expect(rooms.createRoom(request)).rejects.toMatchObject({
      code: 'provider-failure',
      retryable: true,
    });
  });
});

describe('ending', () => {
  test('deletes the room', async () => {
    await rooms.endRoom(roomName);
    expect(calls).toEqual([{ what: 'delete', path: `/v1/rooms/${roomName}`, given: {} }]);
  });

  test('keeps a strange name within the path', async () => {
    await rooms.endRoom('a/b?c');
    expect(calls[0]?.path).toBe('/v1/rooms/a%2Fb%3Fc');
  });

  test('what is gone is harmless, what fails is told', async () => {
    answerWith('delete', gone, refusal(500, 'server-error'));
    await expect(rooms.endRoom(roomName)).resolves.toBeUndefined();
    await expect(rooms.endRoom(roomName)).rejects.toMatchObject({ code: 'provider-failure' });
  });
});

describe('removing', () => {
  test('ejects every connection of the person, and bans nobody', async () => {
    await rooms.removeParticipant(roomName, 'person-1');
    expect(calls).toEqual([
      { what: 'eject', path: `/v1/rooms/${roomName}/eject`, given: { user_ids: ['person-1'] } },
    ]);
  });

  test('from a room that is gone is harmless', async () => {
    answerWith('eject', gone);
    await expect(rooms.removeParticipant(roomName, 'person-1')).resolves.toBeUndefined();
  });
});

describe('listing', () => {
  test('observes everybody, somebody without a user id too', async () => {
    answerWith('presence', () =>
      HttpResponse.json(listOf(presenceOf('session-1', 'person-1'), presenceOf('session-2', null))),
    );
    const common = { kind: 'present', room: roomName, at: now, precision: 1, source: 'roster-poll' };
    expect(await rooms.listParticipants(roomName)).toEqual([
      { ...common, participant: 'person-1', connection: 'session-1', participantClass: 'person' },
      { ...common, participant: undefined, connection: 'session-2', participantClass: 'person' },
    ]);
  });

  test('finds nobody in a room that is gone', async () => {
    answerWith('presence', gone);
    expect(await rooms.listParticipants(roomName)).toEqual([]);
  });

  test.each([
    ['something else', () => HttpResponse.json({ data: 'none' })],
    ['a list of numbers', () => HttpResponse.json({ data: [1] })],
    ['somebody without an id', () => HttpResponse.json({ data: [{ userId: 'person-1' }] })],
  ])('makes nothing of %s', async (_name, answer) => {
    answerWith('presence', answer);
    await expect(rooms.listParticipants(roomName)).rejects.toMatchObject({ code: 'provider-failure' });
  });
});

describe('recording', () => {
  test('is allowed to the room, then started', async () => {
    await rooms.startRecording(roomName);
    expect(calls.map(({ what, given }) => [what, given])).toEqual([
      ['change', { properties: { enable_recording: 'cloud' } }],
      ['record', {}],
    ]);
  });

  test('stops; of a room that is gone it has', async () => {
    answerWith('stop', gone);
    await rooms.stopRecording(roomName);
    await rooms.stopRecording(roomName);
    expect(calls.map(({ path }) => path)).toEqual(
      Array.from({ length: 2 }, () => `/v1/rooms/${roomName}/recordings/stop`),
    );
  });

  test('of a room that is gone does not start', async () => {
    answerWith('change', gone);
    await expect(rooms.startRecording(roomName)).rejects.toMatchObject({ code: 'room-not-found' });
    expect(calls).toHaveLength(1);
  });
});

describe('checking', () => {
  test('says that Daily answers', async () => {
    expect(await rooms.check()).toMatchObject({ reachable: true });
  });

  test('says what is wrong, and never throws', async () => {
    answerWith('domain', refusal(401, 'authentication-error'));
    expect(await rooms.check()).toMatchObject({ reachable: false, detail: expect.stringMatching(/key/) });
  });
});

describe('the domain', () => {
  test('is asked for once', async () => {
    const domain = createDailyDomain(rest);
    const known = { id: '30f866c3-9123-452a-8723-ff58322d09c5', name: 'acme' };
    expect([await domain(), await domain()]).toEqual([known, known]);
    expect(calls).toHaveLength(1);
  });

  test('is asked for again after a failure', async () => {
    const domain = createDailyDomain(rest);
    answerWith('domain', refusal(500, 'server-error'));
    await expect(domain()).rejects.toMatchObject({ code: 'provider-failure' });
    expect(await domain()).toMatchObject({ name: 'acme' });
  });

  test.each(['evil.test/', 'a.b', 'a@b', 'a/b', 'a b'])(
    'is not %j, as it becomes a host name',
    async (name) => {
      answerWith('domain', () => HttpResponse.json({ domain_name: name, domain_id: 'id' }));
      await expect(createDailyDomain(rest)()).rejects.toMatchObject({ code: 'provider-failure' });
    },
  );
});
