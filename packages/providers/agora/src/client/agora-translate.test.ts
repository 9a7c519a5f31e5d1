import { describe, expect, test } from 'vitest';
import {
  decodeNote,
  describeMedia,
  encodeNote,
  isOurs,
  isScreenSource,
  qualityOf,
} from './agora-translate.ts';

describe('what is published', () => {
  test.each([
    [42, 'audio', 'microphone'],
    [42, 'video', 'camera'],
    [43, 'audio', 'screen-audio'],
    [43, 'video', 'screen'],
  ] as const)('by %i as %s is the %s of person 42', (uid, kind, source) => {
    expect(describeMedia(uid, kind)).toEqual({ key: `${uid}-${kind}`, participantId: '42', source, kind });
  });

  test.each([
    ['camera', false],
    ['microphone', false],
    ['screen', true],
    ['screen-audio', true],
  ] as const)('%s is of a screen: %s', (source, isScreen) => {
    expect(isScreenSource(source)).toBe(isScreen);
  });

  test('is ours only under a number', () => {
    expect([isOurs(42), isOurs('42')]).toEqual([true, false]);
  });
});

describe('quality', () => {
  test.each([
    [0, 'unknown'],
    [1, 'excellent'],
    [2, 'good'],
    [3, 'fair'],
    [4, 'poor'],
    [5, 'poor'],
    [6, 'lost'],
    [7, 'unknown'],
  ])('%i is %s, whichever way it is', (level, quality) => {
    expect(qualityOf({ uplinkNetworkQuality: level, downlinkNetworkQuality: 0 })).toBe(quality);
    expect(qualityOf({ uplinkNetworkQuality: 0, downlinkNetworkQuality: level })).toBe(quality);
  });
});

describe('a note', () => {
  const decode = (text: string) => decodeNote(new TextEncoder().encode(text));

  test.each([
    { message: null },
    { message: { text: 'Wie geht es?' } },
    { hello: { userKey: 'user', muted: [] } },
    { hello: { userKey: 'user', muted: ['camera', 'screen'] } },
  ])('%o comes out as it went in', (note) => {
    expect(decodeNote(encodeNote(note))).toEqual(note);
  });

  test.each(['', 'hello', '{', 'null', '7', '[]', '{}', '{"hello":{}}', '{"hello":{"userKey":"user"}}'])(
    '%s is none',
    (text) => {
      expect(decode(text)).toBeUndefined();
    },
  );

  test('with names that are no texts is none', () => {
    expect(decode('{"hello":{"userKey":"user","muted":[1]}}')).toBeUndefined();
    expect(decodeNote(Uint8Array.of(0xff, 0xfe))).toBeUndefined();
  });
});
