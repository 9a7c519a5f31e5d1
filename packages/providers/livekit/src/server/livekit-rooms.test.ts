import { ParticipantInfo } from 'livekit-server-sdk';
import { decodeJwt } from 'jose';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { strictly } from '../../fixtures/livekit-protocol.ts';
import { createLivekitRooms, participantClassOf } from './livekit-rooms.ts';

const apiSecret = 'a-secret-of-more-than-32-characters!';
const rooms = createLivekitRooms(
  { url: 'wss://livekit.test', apiKey: 'key', apiSecret },
  () => 1_700_000_000_500,
);

interface Call {
  readonly method: string;
  readonly body: unknown;
  readonly grants: unknown;
}

const calls: Call[] = [];
let answer: () => Response = () => HttpResponse.json({});

const requestTypes: Readonly<Record<string, string>> = {
  CreateRoom: 'CreateRoomRequest',
  DeleteRoom: 'DeleteRoomRequest',
  RemoveParticipant: 'RoomParticipantIdentity',
  ListParticipants: 'ListParticipantsRequest',
  ListRooms: 'ListRoomsRequest',
};

const server = setupServer(
  http.post('https://livekit.test/twirp/livekit.RoomService/:method', async ({ request, params }) => {
    const method = String(params['method']);
    const token = (request.headers.get('authorization') ?? '').replace('Bearer ', '');
    calls.push({
      method,
      body: strictly(requestTypes[method] ?? '', await request.json()),
      grants: decodeJwt(token)['video'],
    });
    return answer();
  }),
);

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  calls.length = 0;
  answer = () => HttpResponse.json({});
});
afterAll(() => server.close());

const refuse =
  (status: number, code?: string, msg = 'no') =>
  () =>
    HttpResponse.json(code === undefined ? {} : { code, msg }, {
      status,
      headers: { 'content-type': 'application/json' },
    });

describe('requests', () => {
  test('create a room that stays as long empty at the start as after the last leave', async () => {
    await rooms.createRoom({ room: 'room-1', maxParticipants: 4, emptyTimeoutSeconds: 300 });
    expect(calls).toEqual([
      {
        method: 'CreateRoom',
        body: { name: 'room-1', emptyTimeout: 300, departureTimeout: 300, maxParticipants: 4 },
        grants: { roomCreate: true },
      },
    ]);
  });

  test('end a room', async () => {
    await rooms.endRoom('room-1');
    expect(calls).toEqual([{ method: 'DeleteRoom', body: { room: 'room-1' }, grants: { roomCreate: true } }]);
  });

  test('remove a participant with the tokens minted so far, those of this very second included', async () => {
    await rooms.removeParticipant('room-1', 'person-1');
    expect(calls).toEqual([
      {
        method: 'RemoveParticipant',
        body: { room: 'room-1', identity: 'person-1', revokeTokenTs: '1700000001' },
        grants: { roomAdmin: true, room: 'room-1' },
      },
    ]);
  });
});

describe('participants', () => {
  test('who are active are present', async () => {
    const participants = [
      { sid: 'PA_1', identity: 'person-1', state: 'ACTIVE', kind: 'STANDARD' },
      { sid: 'PA_2', identity: 'person-2', state: 'JOINED', kind: 'STANDARD' },
      { sid: 'PA_3', identity: 'egress-1', state: 'ACTIVE', kind: 'EGRESS' },
    ];
    strictly('ListParticipantsResponse', { participants });
    answer = () => HttpResponse.json({ participants });
    const present = {
      kind: 'present',
      room: 'room-1',
      at: 1_700_000_000_500,
      precision: 1,
      source: 'roster-poll',
    };
    expect(await rooms.listParticipants('room-1')).toEqual([
      { ...present, participant: 'person-1', connection: 'PA_1', participantClass: 'person' },
      { ...present, participant: 'egress-1', connection: 'PA_3', participantClass: 'recorder' },
    ]);
    expect(calls).toMatchObject([{ body: { room: 'room-1' }, grants: { roomAdmin: true, room: 'room-1' } }]);
  });

  test('are of a class for every kind that the SDK knows', () => {
    const field = ParticipantInfo.fields.findJsonName('kind');
    const kinds = field?.kind === 'enum' ? field.T.values : [];
    expect(Object.fromEntries(kinds.map(({ name, no }) => [name, participantClassOf(no)]))).toEqual({
      STANDARD: 'person',
      INGRESS: 'agent',
      EGRESS: 'recorder',
      SIP: 'sip',
      AGENT: 'agent',
      CONNECTOR: 'sip',
      BRIDGE: 'agent',
    });
    expect(participantClassOf(99)).toBe('agent');
  });
});

describe('what is gone already', () => {
  test('is harmless to end, to remove and to list', async () => {
    answer = refuse(404, 'not_found');
    await expect(rooms.endRoom('room-1')).resolves.toBeUndefined();
    await expect(rooms.removeParticipant('room-1', 'person-1')).resolves.toBeUndefined();
    await expect(rooms.listParticipants('room-1')).resolves.toEqual([]);
    expect(calls).toHaveLength(3);
  });
});

describe('errors', () => {
  const create = () => rooms.createRoom({ room: 'room-1', maxParticipants: 4, emptyTimeoutSeconds: 300 });

  test.each([
    [404, 'not_found', 'room-not-found', false],
    [401, 'unauthenticated', 'credentials-rejected', false],
    [403, 'permission_denied', 'credentials-rejected', false],
    [400, 'invalid_argument', 'invalid-argument', false],
    [429, 'resource_exhausted', 'provider-failure', true],
    [500, 'internal', 'provider-failure', true],
  ])('%i %s is %s', async (status, vendorCode, code, retryable) => {
    answer = refuse(status, vendorCode);
    await expect(create()).rejects.toMatchObject({ code, vendorCode, retryable, provider: 'livekit' });
  });

  test('without a code, from a proxy, is told by its status', async () => {
    answer = refuse(401);
    await expect(create()).rejects.toMatchObject({ code: 'credentials-rejected', vendorCode: '401' });
    answer = refuse(502);
    await expect(create()).rejects.toMatchObject({ code: 'provider-failure', vendorCode: '502' });
  });

  test('of the network is unreachable', async () => {
    answer = () => HttpResponse.error();
    await expect(create()).rejects.toMatchObject({ code: 'unreachable', retryable: true });
  });

  test('does not pass on the token that a refusal repeats', async () => {
    answer = refuse(401, 'unauthenticated', 'invalid token: eyJhbGciOi');
    const error: unknown = await create().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'credentials-rejected' });
    expect(error).toHaveProperty('cause', undefined);
  });
});

describe('the check', () => {
  test('asks for something that only a valid key may', async () => {
    expect(await rooms.check()).toMatchObject({ reachable: true });
    expect(calls).toMatchObject([{ method: 'ListRooms', grants: { roomList: true } }]);
  });

  test.each([
    ['a refusal', refuse(401, 'unauthenticated')],
    ['a failure', refuse(500, 'internal')],
    ['silence', () => HttpResponse.error()],
  ])('never throws: %s', async (_name, reply) => {
    answer = reply;
    const health = await rooms.check();
    expect(health.reachable).toBe(false);
    expect(health.detail).not.toContain(apiSecret);
  });
});
