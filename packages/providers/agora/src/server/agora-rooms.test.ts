import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { appId, fakeAgoraRest } from '../../fixtures/fake-agora-rest.ts';
import { createAgoraPeople, uidOf } from './agora-people.ts';
import { createAgoraRooms } from './agora-rooms.ts';

const { server, asked, authorizations, answers, rest, setUsers } = fakeAgoraRest();
const people = createAgoraPeople({
  participantsOf: async () => ['participant-1'],
  connections: { remember: async () => undefined, in: async () => new Map() },
});
const rooms = createAgoraRooms(rest, appId, people, () => 1000);

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  asked.length = 0;
  answers.length = 0;
});
afterAll(() => server.close());

test('a channel needs no making', async () => {
  const request = { room: 'room-1', vendorRoom: undefined, maxParticipants: 2, emptyTimeoutSeconds: 60 };
  expect(await rooms.createRoom(request)).toBe('room-1');
  expect(asked).toEqual([]);
});

test('ending it puts everybody out, and keeps nobody out', async () => {
  await rooms.endRoom('room-1');
  const given = { appid: appId, cname: 'room-1', time: 0, privileges: ['join_channel'] };
  expect(asked).toEqual([{ path: '/dev/v1/kicking-rule', given }]);
  expect(authorizations[0]).toBe(`Basic ${btoa('customer-1:secret-of-the-customer')}`);
});

test('removing somebody puts out the person and their screen, never the whole room', async () => {
  await rooms.removeParticipant('room-1', 'participant-1');
  const uids = asked.map(({ given }) => (given as { readonly uid: number }).uid).toSorted((a, b) => a - b);
  expect(uids).toEqual([uidOf('participant-1'), uidOf('participant-1') + 1]);
});

describe('who is there', () => {
  test('is told by the participants that tokens were minted for, their screens as no persons', async () => {
    const uid = uidOf('participant-1');
    setUsers([uid, uid + 1, uidOf('a stranger')]);
    const common = { kind: 'present', room: 'room-1', source: 'roster-poll', precision: 1, at: 1000 };
    const participant = 'participant-1';
    expect(await rooms.listParticipants('room-1')).toEqual([
      { ...common, participant, connection: `${uid}?1`, participantClass: 'person' },
      { ...common, participant, connection: `${uid + 1}?1`, participantClass: 'agent' },
    ]);
  });

  test('is nobody where there is no channel', async () => {
    setUsers(undefined);
    expect(await rooms.listParticipants('room-1')).toEqual([]);
  });

  test.each([
    ['no success', { success: false }],
    ['no data', { success: true }],
    ['no list', { success: true, data: { channel_exist: true } }],
    ['names', { success: true, data: { channel_exist: true, users: ['doctor'] } }],
  ])('with %s in the answer is a failure of Agora', async (_name, body) => {
    answers.push(() => HttpResponse.json(body));
    await expect(rooms.listParticipants('room-1')).rejects.toMatchObject({ code: 'provider-failure' });
  });
});

describe('what Agora refuses', () => {
  test.each([
    [400, 'invalid-argument', false],
    [401, 'credentials-rejected', false],
    [404, 'room-not-found', false],
    [429, 'provider-failure', true],
    [500, 'provider-failure', true],
    [504, 'provider-failure', true],
  ])('with %i is %s', async (status, code, retryable) => {
    answers.push(() => HttpResponse.json({ message: 'no' }, { status }));
    const vendorCode = String(status);
    await expect(rooms.endRoom('room-1')).rejects.toMatchObject({ code, retryable, vendorCode });
  });

  test('garbage is a failure of Agora', async () => {
    answers.push(() => new HttpResponse('<html>'));
    await expect(rooms.endRoom('room-1')).rejects.toMatchObject({
      code: 'provider-failure',
      provider: 'agora',
    });
    answers.push(() => HttpResponse.json({ status: 'fail' }));
    await expect(rooms.endRoom('room-1')).rejects.toMatchObject({ code: 'provider-failure' });
  });

  test('no answer at all is what the lent fetch says of it', async () => {
    answers.push(() => HttpResponse.error());
    await expect(rooms.endRoom('room-1')).rejects.toThrow(TypeError);
  });
});

describe('whether Agora answers', () => {
  test('is said, and never thrown', async () => {
    expect(await rooms.check()).toMatchObject({ reachable: true });
    answers.push(() => HttpResponse.json({ message: 'no' }, { status: 401 }));
    const { reachable, detail } = await rooms.check();
    expect(reachable).toBe(false);
    expect(detail).not.toContain('secret-of-the-customer');
  });
});
