import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fakeTwilioRest, pageOf, refusal, sidOf } from '../../fixtures/fake-twilio-rest.ts';
import { HttpResponse } from 'msw';
import { createTwilioRooms } from './twilio-rooms.ts';

const { server, calls, rest, answerWith, reset } = fakeTwilioRest();
let callback: string | undefined = 'https://patchbay.test/v1/webhooks/twilio';
const rooms = createTwilioRooms(
  rest,
  () => 1000,
  () => callback,
);

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  reset();
  callback = 'https://patchbay.test/v1/webhooks/twilio';
});
afterAll(() => server.close());

const request = { room: 'room-1', maxParticipants: 4, emptyTimeoutSeconds: 300 };

describe('creating', () => {
  test('asks for a group room that is not recorded and reports to us', async () => {
    await rooms.createRoom(request);
    expect(calls).toEqual([
      {
        what: 'create',
        path: '/v1/Rooms',
        given: {
          UniqueName: 'room-1',
          Type: 'group',
          MaxParticipants: '4',
          EmptyRoomTimeout: '5',
          UnusedRoomTimeout: '5',
          RecordParticipantsOnConnect: 'false',
          StatusCallback: 'https://patchbay.test/v1/webhooks/twilio',
          StatusCallbackMethod: 'POST',
        },
      },
    ]);
  });

  test('asks for no report that nobody could verify', async () => {
    callback = undefined;
    await rooms.createRoom(request);
    expect(calls[0]?.given).not.toHaveProperty('StatusCallback');
  });

  test.each([
    [{ emptyTimeoutSeconds: 1 }, { EmptyRoomTimeout: '1' }],
    [{ emptyTimeoutSeconds: 61 }, { EmptyRoomTimeout: '2' }],
    [{ emptyTimeoutSeconds: 86_400 }, { UnusedRoomTimeout: '60' }],
    [{ maxParticipants: 100 }, { MaxParticipants: '50' }],
  ])('keeps to Twilio’s limits: %j', async (given, asked) => {
    await rooms.createRoom({ ...request, ...given });
    expect(calls[0]?.given).toMatchObject(asked);
  });

  test('of a room that is there already is harmless', async () => {
    answerWith('create', refusal(400, 53113));
    await expect(rooms.createRoom(request)).resolves.toBe('room-1');
  });

  test('that is refused is told', async () => {
    answerWith('create', refusal(400, 53111));
    await expect(rooms.createRoom(request)).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('ending', () => {
  test('completes the room', async () => {
    await rooms.endRoom('room-1');
    expect(calls).toEqual([{ what: 'end', path: '/v1/Rooms/room-1', given: { Status: 'completed' } }]);
  });

  test('keeps a strange name within the path', async () => {
    await rooms.endRoom('a/b?c');
    expect(calls[0]?.path).toBe('/v1/Rooms/a%2Fb%3Fc');
  });

  test.each([
    [404, 20404],
    [404, 53106],
    [400, 53112],
  ])('a room that is over (%i, %i) is harmless', async (status, code) => {
    answerWith('end', refusal(status, code));
    await expect(rooms.endRoom('room-1')).resolves.toBeUndefined();
  });
});

describe('removing', () => {
  test('disconnects every connection of the identity', async () => {
    await rooms.removeParticipant('room-1', 'person-1');
    expect(calls).toEqual([
      {
        what: 'participants',
        path: '/v1/Rooms/room-1/Participants',
        given: { Status: 'connected', PageSize: '1000', Identity: 'person-1' },
      },
      ...['1', '2'].map((digit) => ({
        what: 'kick',
        path: `/v1/Rooms/room-1/Participants/${sidOf('PA', digit)}`,
        given: { Status: 'disconnected' },
      })),
    ]);
  });

  test('nobody, of no room, or who has just left, is harmless', async () => {
    answerWith('participants', () => HttpResponse.json(pageOf('participants', [])));
    await rooms.removeParticipant('room-1', 'person-1');
    answerWith('participants', refusal(404, 20404));
    await rooms.removeParticipant('room-1', 'person-1');
    answerWith('kick', refusal(404, 20404), refusal(404, 20404));
    await rooms.removeParticipant('room-1', 'person-1');
    expect(calls.filter(({ what }) => what === 'kick')).toHaveLength(2);
  });
});

describe('listing', () => {
  test('observes who is there now', async () => {
    expect(await rooms.listParticipants('room-1')).toEqual(
      ['1', '2'].map((digit) => ({
        kind: 'present',
        room: 'room-1',
        participant: `person-${digit}`,
        connection: sidOf('PA', digit),
        participantClass: 'person',
        at: 1000,
        precision: 1,
        source: 'roster-poll',
      })),
    );
  });

  test('finds nobody in a room that is not there', async () => {
    answerWith('participants', refusal(404, 20404));
    expect(await rooms.listParticipants('room-1')).toEqual([]);
  });

  test('does not make something of an answer that is none', async () => {
    answerWith('participants', () => HttpResponse.json({ participants: [{ identity: 'person-1' }] }));
    await expect(rooms.listParticipants('room-1')).rejects.toMatchObject({ code: 'provider-failure' });
  });
});

describe('checking', () => {
  test('says that Twilio answers', async () => {
    expect(await rooms.check()).toMatchObject({ reachable: true });
  });

  test('says what is wrong, and never throws', async () => {
    answerWith('rooms', refusal(401, 20003));
    expect(await rooms.check()).toMatchObject({
      reachable: false,
      detail: expect.stringMatching(/credentials/),
    });
  });
});
