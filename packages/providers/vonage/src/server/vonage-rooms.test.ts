import type { ConnectionBook } from '@patchbay/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { account, now } from '../../fixtures/fake-account.ts';
import { memoryConnections } from '../../fixtures/memory-connections.ts';
import { fakeVonageRest, refusal } from '../../fixtures/fake-vonage-rest.ts';
import { createVonageRecording, createVonageRooms } from './vonage-rooms.ts';

const { server, calls, state, rest, answerWith, reset } = fakeVonageRest();
const project = `/v2/project/${account.applicationId}`;
let book: ConnectionBook;
const rooms = () => createVonageRooms(rest, book, () => now, false);

beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
beforeEach(() => (book = memoryConnections()));
afterEach(reset);
afterAll(() => server.close());

const request = { room: 'room-1', vendorRoom: undefined, maxParticipants: 2, emptyTimeoutSeconds: 60 };
const asked = () => calls.map(({ what }) => what);

describe('creating', () => {
  test('asks for a session that is not recorded, and goes by the name that Vonage gives it', async () => {
    expect(await rooms().createRoom(request)).toBe('1_made');
    const given = { archiveMode: 'manual', 'p2p.preference': 'disabled' };
    expect(calls).toEqual([{ what: 'create', path: '/session/create', given }]);
  });

  test('asks for one from browser to browser when told to', async () => {
    await createVonageRooms(rest, book, () => now, true).createRoom(request);
    expect(calls[0]?.given).toMatchObject({ 'p2p.preference': 'enabled' });
  });

  test('again asks for nothing: a session never ends', async () => {
    expect(await rooms().createRoom({ ...request, vendorRoom: '1_made' })).toBe('1_made');
    expect(calls).toEqual([]);
  });

  test('that is refused is told', async () => {
    answerWith('create', refusal(403));
    await expect(rooms().createRoom(request)).rejects.toMatchObject({ code: 'credentials-rejected' });
  });
});

describe('who is there', () => {
  test('is told of those whom webhooks made known', async () => {
    state.connections = ['c1', 'c2'];
    await book.remember('session-1', 'c1', 'p1');
    await book.remember('session-2', 'c2', 'p2');
    expect(await rooms().listParticipants('session-1')).toEqual([
      {
        kind: 'present',
        room: 'session-1',
        participant: 'p1',
        connection: 'c1',
        participantClass: 'person',
        at: now,
        precision: 1,
        source: 'roster-poll',
      },
    ]);
  });

  test('is nobody where there is no such session', async () => {
    answerWith('connections', refusal(404));
    expect(await rooms().listParticipants('session-1')).toEqual([]);
  });
});

describe('removing', () => {
  test('disconnects every connection of that participant, and no other', async () => {
    state.connections = ['c1', 'c 2', 'c3'];
    await book.remember('session/1', 'c1', 'p1');
    await book.remember('session/1', 'c 2', 'p1');
    await book.remember('session/1', 'c3', 'p3');
    await rooms().removeParticipant('session/1', 'p1');
    expect(calls.slice(1).map(({ path }) => path)).toEqual([
      `${project}/session/session%2F1/connection/c1`,
      `${project}/session/session%2F1/connection/c%202`,
    ]);
  });

  test('who is gone already is harmless', async () => {
    state.connections = ['c3'];
    await book.remember('session-1', 'c3', 'p3');
    await rooms().removeParticipant('session-1', 'p1');
    state.connections = [];
    await rooms().removeParticipant('session-1', 'p1');
    expect(asked()).toEqual(['connections', 'connections']);
  });

  test('who goes meanwhile is harmless', async () => {
    state.connections = ['c1'];
    await book.remember('session-1', 'c1', 'p1');
    answerWith('disconnect', refusal(404));
    await expect(rooms().removeParticipant('session-1', 'p1')).resolves.toBeUndefined();
  });

  test('waits for the webhook that tells who a connection is', async () => {
    state.connections = ['c1'];
    const pauses: number[] = [];
    const hearAfterTwo = async (milliseconds: number) => {
      if (pauses.push(milliseconds) === 2) await book.remember('session-1', 'c1', 'p1');
    };
    await createVonageRooms(rest, book, () => now, false, hearAfterTwo).removeParticipant('session-1', 'p1');
    expect(pauses).toEqual([500, 500]);
    expect(asked()).toEqual(['connections', 'connections', 'connections', 'disconnect']);
  });

  test('among people of whom no webhook tells in time fails, and does not pass for done', async () => {
    state.connections = ['c1'];
    const patient = createVonageRooms(
      rest,
      book,
      () => now,
      false,
      async () => undefined,
    );
    const removing = patient.removeParticipant('session-1', 'p1');
    await expect(removing).rejects.toMatchObject({ code: 'provider-failure', retryable: true });
    expect(new Set(asked())).toEqual(new Set(['connections']));
  });
});

test('emptying disconnects everybody, known or not', async () => {
  state.connections = ['c1', 'c2'];
  await rooms().endRoom('session-1');
  expect(asked()).toEqual(['connections', 'disconnect', 'disconnect']);
});

describe('recording', () => {
  const { startRecording, stopRecording } = createVonageRecording(rest);

  test('records the whole session, composed', async () => {
    await startRecording?.('session-1');
    const given = { sessionId: 'session-1', hasAudio: true, hasVideo: true, outputMode: 'composed' };
    expect(calls.at(-1)).toEqual({ what: 'record', path: `${project}/archive`, given });
    expect(calls[0]?.path).toBe(`${project}/archive?sessionId=session-1`);
  });

  test('that goes on already is left alone', async () => {
    state.archives = [{ id: 'a1', status: 'started' }];
    await startRecording?.('session-1');
    expect(asked()).toEqual(['archives']);
  });

  test('that ended before does not count', async () => {
    state.archives = [{ id: 'a0', status: 'available' }];
    await startRecording?.('session-1');
    expect(asked()).toEqual(['archives', 'record']);
  });

  test('of a relayed session is told as not allowed', async () => {
    answerWith('record', refusal(409));
    await expect(startRecording?.('session-1')).rejects.toMatchObject({ code: 'not-allowed' });
  });

  test('is stopped, and stopping again is harmless', async () => {
    state.archives = [
      { id: 'a1', status: 'started' },
      { id: 'a2', status: 'paused' },
      { id: 'a3', status: 'stopped' },
    ];
    await stopRecording?.('session-1');
    expect(asked()).toEqual(['archives', 'stop', 'stop']);
    state.archives = [];
    await stopRecording?.('session-1');
    expect(asked()).toHaveLength(4);
  });
});

describe('checking', () => {
  test('says that it is reachable', async () => {
    expect(await rooms().check()).toMatchObject({ reachable: true });
  });

  test('says what is wrong, and never throws', async () => {
    answerWith('archives', refusal(401));
    expect(await rooms().check()).toEqual({
      reachable: false,
      detail: expect.stringMatching(/check id, key/),
    });
  });
});
