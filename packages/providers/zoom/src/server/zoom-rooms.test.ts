import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { access, fakeZoomRest, now, present, refusal, session } from '../../fixtures/fake-zoom-rest.ts';
import { createZoomRest } from './zoom-rest.ts';
import { createZoomRooms } from './zoom-rooms.ts';

const { server, calls, rest, answerWith, reset } = fakeZoomRest();
const rooms = createZoomRooms(rest, () => now);
const nothing = () => HttpResponse.json({ sessions: [] });

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(reset);
afterAll(() => server.close());

/** `/` and `+` twice, as Zoom wants them. */
const path = `/v2/videosdk/sessions/${encodeURIComponent(encodeURIComponent(session.id))}`;

test('a room is a name, which has no case, and asks nothing of Zoom', async () => {
  const request = { room: 'Room-1', vendorRoom: undefined, maxParticipants: 4, emptyTimeoutSeconds: 60 };
  expect(await rooms.createRoom(request)).toBe('room-1');
  expect(calls).toEqual([]);
});

describe('ending', () => {
  test('ends the session that goes on under that name', async () => {
    await rooms.endRoom('room-1');
    const query = {
      type: 'live',
      from: '2026-11-22',
      to: '2026-11-24',
      session_name: 'room-1',
      page_size: '300',
    };
    expect(calls).toEqual([
      { what: 'sessions', path: '/v2/videosdk/sessions', given: query },
      { what: 'status', path: `${path}/status`, given: { action: 'end' } },
    ]);
  });

  test('one that nobody is in, or that ends meanwhile, is harmless', async () => {
    answerWith('sessions', nothing);
    await rooms.endRoom('room-1');
    answerWith('status', refusal(404, 3001));
    await rooms.endRoom('room-1');
    expect(calls.filter(({ what }) => what === 'status')).toHaveLength(1);
  });

  test('another session that Zoom lists is left alone', async () => {
    const other = { ...session, session_name: 'room-10' };
    answerWith('sessions', () => HttpResponse.json({ sessions: [other] }));
    await rooms.endRoom('room-1');
    expect(calls).toHaveLength(1);
  });
});

describe('removing', () => {
  test('removes every join under that key', async () => {
    await rooms.removeParticipant('room-1', 'person-1');
    expect(calls.filter(({ what }) => what === 'events').map(({ given }) => given)).toEqual([
      { method: 'user.remove', params: { participant_uuid: 'uuid-1' } },
      { method: 'user.remove', params: { participant_uuid: 'uuid-3' } },
    ]);
  });

  test('nobody, or who has just left, is harmless', async () => {
    await rooms.removeParticipant('room-1', 'stranger');
    expect(calls.filter(({ what }) => what === 'events')).toEqual([]);
    answerWith('events', refusal(404), refusal(404));
    await rooms.removeParticipant('room-1', 'person-1');
  });
});

describe('listing', () => {
  test('observes who is there now, page by page', async () => {
    const [first, second, third] = present;
    answerWith(
      'users',
      () =>
        HttpResponse.json({
          users: [first, { ...second, leave_time: '2026-11-23T09:30:00Z' }],
          next_page_token: 'n',
        }),
      () => HttpResponse.json({ users: [{ ...third, user_key: '', device: 'Phone' }], next_page_token: '' }),
    );
    expect(await rooms.listParticipants('room-1')).toEqual([
      {
        kind: 'present',
        room: 'room-1',
        participant: 'person-1',
        connection: 'uuid-1',
        participantClass: 'person',
        at: now,
        precision: 1,
        source: 'roster-poll',
      },
      expect.objectContaining({ participant: 'uuid-3', connection: 'uuid-3', participantClass: 'sip' }),
    ]);
    expect(calls.at(-1)?.given).toMatchObject({ next_page_token: 'n' });
  });

  test('finds nobody where no session goes on', async () => {
    answerWith('sessions', nothing);
    expect(await rooms.listParticipants('room-1')).toEqual([]);
  });
});

describe('recording', () => {
  test('starts and stops', async () => {
    await rooms.startRecording('room-1');
    await rooms.stopRecording('room-1');
    const methods = calls.filter(({ what }) => what === 'events').map(({ given }) => given);
    expect(methods).toEqual([{ method: 'recording.start' }, { method: 'recording.stop' }]);
  });

  test('of a session that nobody is in does not start, and stopping it is harmless', async () => {
    answerWith('sessions', nothing, nothing);
    await expect(rooms.startRecording('room-1')).rejects.toMatchObject({ code: 'room-not-found' });
    await expect(rooms.stopRecording('room-1')).resolves.toBeUndefined();
  });
});

describe('REST', () => {
  test.each([
    [400, 300, 'invalid-argument', '300', false],
    [401, 124, 'credentials-rejected', '124', false],
    [403, undefined, 'not-allowed', '403', false],
    [404, 3001, 'room-not-found', '3001', false],
    [500, undefined, 'provider-failure', '500', true],
  ])('HTTP %i with the code %s is %s', async (status, code, ours, vendorCode, retryable) => {
    answerWith('sessions', refusal(status, code));
    const error: unknown = await rest('sessions?type=live&from=2026-11-22&to=2026-11-24&page_size=1').catch(
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: ours, vendorCode, retryable, provider: 'zoom' });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(access.apiSecret);
  });

  test.each([
    ['a page', () => new HttpResponse('<html>')],
    ['a list', () => HttpResponse.json([])],
    ['no sessions', () => HttpResponse.json({})],
    ['sessions that are none', () => HttpResponse.json({ sessions: [1] })],
  ])('an answer such as %s is a failure', async (_name, answer) => {
    answerWith('sessions', answer);
    await expect(rooms.endRoom('room-1')).rejects.toMatchObject({
      code: 'provider-failure',
      retryable: true,
    });
  });

  test('goes to a stand-in when it is told to, and never follows a redirect with the token', async () => {
    const asked: (RequestInit & { readonly url: unknown })[] = [];
    const local = createZoomRest(
      { ...access, emulatorUrl: 'http://127.0.0.1:1/' },
      { now: () => now, fetch: async (url, init) => (asked.push({ url, ...init }), Response.json({})) },
    );
    await local('sessions');
    expect(asked[0]).toMatchObject({ url: 'http://127.0.0.1:1/v2/videosdk/sessions', redirect: 'error' });
  });

  test('checking says that Zoom answers, or what is wrong, and never throws', async () => {
    expect(await rooms.check()).toMatchObject({ reachable: true });
    answerWith('sessions', refusal(401, 124));
    expect(await rooms.check()).toMatchObject({
      reachable: false,
      detail: expect.stringContaining('API key'),
    });
  });
});
