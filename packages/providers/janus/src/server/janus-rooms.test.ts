import { HttpResponse } from 'msw';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { fakeJanusAdmin } from '../../fixtures/fake-janus-admin.ts';

let time = 1_795_600_000_000;
const { server, asked, rooms, people, roomsWith, answerWith, reset } = fakeJanusAdmin(() => time);
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  reset();
  time = 1_795_600_000_000;
});
afterAll(() => server.close());

const backend = roomsWith();
const room = 'room-1';
const request = { room, vendorRoom: undefined, maxParticipants: 2, emptyTimeoutSeconds: 60 };
const mint = (participant: string, ttlSeconds = 60) =>
  backend.mintCredentials({ room, participant, userKey: `user-of-${participant}`, ttlSeconds });
const requests = () => asked.map(({ plugin, request: { request: name } }) => `${plugin.slice(13)} ${name}`);
const tokens = () => [...(rooms.get('videoroom room-1') ?? [])];

describe('a room', () => {
  test('is two of one name, private, and open to nobody without a token', async () => {
    expect(await backend.createRoom(request)).toBe(room);
    expect(requests()).toEqual(['videoroom create', 'textroom create']);
    const about = {
      is_private: true,
      allowed: [],
      admin_key: 'the-admin-key-of-both-plugins',
      publishers: 4,
    };
    const more = { require_pvtid: true, notify_joining: true, lock_record: true };
    for (const one of asked) expect(one.request).toMatchObject({ ...about, ...more });
    expect(asked[0]?.request).not.toHaveProperty('rec_dir');
  });

  test('is made again without harm, and anew when Janus has forgotten it', async () => {
    await backend.createRoom(request);
    await mint('ann');
    expect(await backend.createRoom({ ...request, vendorRoom: room })).toBe(room);
    expect(tokens()).toHaveLength(1);
    rooms.clear();
    await backend.createRoom({ ...request, vendorRoom: room });
    expect(rooms.size).toBe(2);
  });

  test('is changed with its own secret only', async () => {
    await backend.createRoom(request);
    await backend.createRoom({ ...request, room: 'room-2' });
    const secrets = asked.map((one) => one.request.secret);
    expect(secrets[0]).toBe(secrets[1]);
    expect(secrets[2]).not.toBe(secrets[0]);
  });

  test('records to the folder that is set', async () => {
    await roomsWith({ recordingFolder: '/recordings' }).createRoom(request);
    expect(asked[0]?.request).toMatchObject({ rec_dir: '/recordings' });
  });

  test('is ended in both plugins, twice without harm', async () => {
    await backend.createRoom(request);
    await backend.endRoom(room);
    expect(rooms.size).toBe(0);
    await backend.endRoom(room);
  });

  test('that cannot be made is an error', async () => {
    answerWith(() =>
      HttpResponse.json({ janus: 'success', response: { error_code: 433, error: 'wrong admin_key' } }),
    );
    await expect(backend.createRoom(request)).rejects.toMatchObject({ code: 'credentials-rejected' });
  });
});

describe('credentials', () => {
  test('are all that a page needs, and carry no secret and no user key', async () => {
    await backend.createRoom(request);
    const credentials = await roomsWith({ iceServers: [{ urls: 'turn:turn.test' }] }).mintCredentials({
      room,
      participant: 'ann',
      userKey: 'user-of-ann',
      ttlSeconds: 60,
    });
    expect(credentials).toMatchObject({ url: 'wss://janus.test', room, participant: 'ann' });
    expect(credentials.iceServers).toEqual([{ urls: 'turn:turn.test' }]);
    expect(tokens()).toEqual([credentials.roomToken]);
    expect([...(rooms.get('textroom room-1') ?? [])]).toEqual([credentials.roomToken]);
    expect(JSON.stringify(credentials)).not.toMatch(/the-secret|the-admin|user-of-ann/);
  });

  test('hold for a whole call in Janus, and for the join in the room', async () => {
    await backend.createRoom(request);
    const { token, roomToken } = await mint('ann', 300);
    expect(Number(token.split(',')[0])).toBe(time / 1000 + 12 * 3600);
    expect(roomToken.split('.')[1]).toBe(String(time + 300_000));
  });

  test('tell the size that the room was made with', async () => {
    await backend.createRoom({ ...request, maxParticipants: 3 });
    expect((await mint('ann')).maxParticipants).toBe(3);
  });

  test('that have expired are taken back with the next', async () => {
    await backend.createRoom(request);
    const early = await mint('ann', 60);
    const later = await mint('bob', 120);
    time += 60_000;
    const latest = await mint('eve', 60);
    expect(tokens()).toEqual([later.roomToken, latest.roomToken]);
    expect(tokens()).not.toContain(early.roomToken);
  });

  test('for a room that is gone are refused', async () => {
    await expect(mint('ann')).rejects.toMatchObject({ code: 'room-not-found' });
  });
});

describe('people', () => {
  const present = ['ann~1~a', 'ann~2~b', 'anna~3~c', 'recorder'];

  test('are told as Janus lists them, each connection', async () => {
    await backend.createRoom(request);
    people.set(room, present);
    const listed = await backend.listParticipants(room);
    expect(listed.map(({ participant, connection }) => [participant, connection])).toEqual([
      ['ann', 'ann~1~a'],
      ['ann', 'ann~2~b'],
      ['anna', 'anna~3~c'],
      ['recorder', 'recorder'],
    ]);
    expect(listed[0]).toMatchObject({ kind: 'present', room, at: time, precision: 1, source: 'roster-poll' });
  });

  test('are none in a room that is gone', async () => {
    expect(await backend.listParticipants(room)).toEqual([]);
  });

  test('are removed by every connection, with all their tokens, and nobody else is', async () => {
    await backend.createRoom(request);
    people.set(room, present);
    await mint('ann');
    await mint('ann');
    const anna = await mint('anna');
    await backend.removeParticipant(room, 'ann');
    const kicked = asked.flatMap((one) => (one.request.request === 'kick' ? [one.request.id] : []));
    expect(kicked).toEqual(['ann~1~a', 'ann~2~b']);
    expect(tokens()).toEqual([anna.roomToken]);
  });

  test('who are gone, or whose room is, are removed without harm', async () => {
    await backend.removeParticipant(room, 'ann');
    await backend.createRoom(request);
    people.set(room, present);
    const kick = { janus: 'success', response: { error_code: 428, error: 'No such user' } };
    // Tokens are read and taken back in both plugins, then people are listed: the sixth question is the first kick.
    const fine = () =>
      HttpResponse.json({ janus: 'success', response: { participants: [{ id: 'ann~1~a' }] } });
    answerWith(fine, fine, fine, fine, fine, () => HttpResponse.json(kick));
    await backend.removeParticipant(room, 'ann');
    expect(requests().at(-1)).toBe('videoroom kick');
  });
});

describe('a recording', () => {
  test('is asked of the video room alone', async () => {
    await backend.createRoom(request);
    asked.length = 0;
    await backend.startRecording(room);
    await backend.stopRecording(room);
    expect(requests()).toEqual(['videoroom enable_recording', 'videoroom enable_recording']);
    expect(asked.map((one) => 'record' in one.request && one.request.record)).toEqual([true, false]);
  });

  test('of a room that is gone does not start, and stops without harm', async () => {
    await expect(backend.startRecording(room)).rejects.toMatchObject({ code: 'room-not-found' });
    await backend.stopRecording(room);
  });
});

describe('the check', () => {
  test('looks for both plugins', async () => {
    expect(await backend.check()).toMatchObject({ reachable: true });
    expect(requests()).toEqual(['videoroom exists', 'textroom exists']);
  });

  test.each([
    ['a plugin is missing', { janus: 'error', error: { code: 460, reason: 'no' } }],
    [
      'numbers are wanted as ids',
      { janus: 'success', response: { error_code: 430, error: 'room must be a number' } },
    ],
  ])('says in a sentence that %s', async (_what, answer) => {
    answerWith(() => HttpResponse.json(answer));
    const { reachable, detail } = await backend.check();
    expect([reachable, detail]).toEqual([false, expect.stringMatching(/^Janus .*\.$/)]);
  });
});
