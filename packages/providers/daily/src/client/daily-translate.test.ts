import { FakeMediaStreamTrack } from '@patchbay/conformance';
import { describe, expect, test } from 'vitest';
import { decodeMessage, encodeMessage, publicationsOf, qualityOf, readNotes } from './daily-translate.ts';

const track = new FakeMediaStreamTrack('video');
const person = { local: false, session_id: 's-1', user_id: 'p-1', tracks: {} };
const notes = (published: object) => ({ userKey: 'user-1', published });

describe('publications of a client of ours', () => {
  test('are those that its notes name, with what Daily sends of them', () => {
    const tracks = { video: { state: 'playable', persistentTrack: track }, audio: { state: 'off' } };
    const userData = notes({ camera: { count: 2, muted: false }, microphone: { count: 1, muted: true } });
    expect(publicationsOf({ ...person, tracks, userData })).toEqual([
      { id: 's-1/camera/2', source: 'camera', kind: 'video', muted: false, paused: false, track },
      {
        id: 's-1/microphone/1',
        source: 'microphone',
        kind: 'audio',
        muted: true,
        paused: false,
        track: undefined,
      },
    ]);
  });

  test('are none where Daily sends what the notes do not name', () => {
    const tracks = { video: { state: 'playable', persistentTrack: track } };
    expect(publicationsOf({ ...person, tracks, userData: notes({}) })).toEqual([]);
  });

  test.each([
    [{ byRemoteRequest: true }, { muted: true, paused: false }],
    [{ byBandwidth: true }, { muted: false, paused: true }],
    [{ byServerLimit: true }, { muted: false, paused: true }],
  ])('that are off %j are told as %j', (off, told) => {
    const tracks = { video: { state: 'off', off, persistentTrack: track } };
    const userData = notes({ camera: { count: 1, muted: false } });
    expect(publicationsOf({ ...person, tracks, userData })).toMatchObject([told]);
  });
});

test('somebody past Patchbay publishes what Daily sends, screens in Daily’s own slots', () => {
  const playable = { state: 'playable', persistentTrack: track };
  const tracks = {
    video: playable,
    audio: { state: 'off' },
    screenVideo: playable,
    screenAudio: { state: 'blocked' },
  };
  expect(publicationsOf({ ...person, tracks }).map(({ id }) => id)).toEqual(['s-1/camera/0', 's-1/screen/0']);
});

test.each([undefined, null, 'text', 7, [], {}, { userKey: 7 }])('%j are no notes', (userData) => {
  expect(readNotes({ userData })).toBeUndefined();
});

test('notes that make no sense are passed over', () => {
  const userData = {
    userKey: 'user-1',
    published: { camera: { count: 'one' }, screen: 7, other: { count: 1 } },
  };
  expect(readNotes({ userData })).toEqual({ userKey: 'user-1', published: {} });
});

test.each([
  ['good', 'good'],
  ['warning', 'fair'],
  ['bad', 'poor'],
  ['unknown', 'unknown'],
  [undefined, 'unknown'],
])('%s is %s', (state, quality) => {
  expect(qualityOf(state)).toBe(quality);
});

test('messages come out as they went in, and those of others do not', () => {
  for (const message of [null, false, 0, '', [], {}])
    expect(decodeMessage(encodeMessage(message))).toEqual({ message });
  for (const foreign of [{ event: 'chat-msg', message: 'hello' }, null, 'text', undefined])
    expect(decodeMessage(foreign)).toBeUndefined();
});
