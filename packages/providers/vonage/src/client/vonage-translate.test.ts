import { describe, expect, test } from 'vitest';
import { describeMedia, isNewer, personOf, qualityOf } from './vonage-translate.ts';

const peer = (data: string, creationTime = 1, connectionId = 'c1') => ({ connectionId, creationTime, data });
const stream = (name: string, hasAudio = true, hasVideo = true) => ({
  streamId: 's1',
  name,
  connection: peer(''),
  hasAudio,
  hasVideo,
});

describe('who somebody is', () => {
  test('stands in their token', () => {
    const data = '{"participant":"p1","userKey":"key"}';
    expect(personOf(peer(data))).toEqual({ id: 'p1', userKey: 'key' });
    expect(personOf(peer('{"participant":"p1"}'))).toEqual({ id: 'p1', userKey: undefined });
  });

  test.each(['', 'name=x', 'null', '[]', '{"participant":""}', '{"participant":7}', '{"userKey":"key"}'])(
    'is the connection where the data is %j',
    (data) => {
      expect(personOf(peer(data))).toEqual({ id: 'c1', userKey: undefined });
    },
  );
});

test('of two connections the later is newer, and at one time the greater', () => {
  expect(isNewer(peer('', 2), peer('', 1))).toBe(true);
  expect(isNewer(peer('', 1), peer('', 2))).toBe(false);
  expect(isNewer(peer('', 1, 'b'), peer('', 1, 'a'))).toBe(true);
  expect(isNewer(peer('', 1, 'a'), peer('', 1, 'a'))).toBe(false);
});

describe('a stream', () => {
  test.each([
    ['camera', 'video'],
    ['microphone', 'audio'],
    ['screen', 'video'],
    ['screen-audio', 'audio'],
  ])('named %s is that, in one publication', (name, kind) => {
    expect(describeMedia(stream(name), { kind })).toEqual({ id: 's1', source: name, kind, muted: false });
  });

  test('of another client is a publication for each kind', () => {
    const [video, audio] = ['video', 'audio'].map((kind) =>
      describeMedia(stream('Dr. X', true, false), { kind }),
    );
    expect(video).toEqual({ id: 's1/video', source: 'camera', kind: 'video', muted: true });
    expect(audio).toEqual({ id: 's1/audio', source: 'microphone', kind: 'audio', muted: false });
  });

  test('whose name does not go with its track goes by the track', () => {
    expect(describeMedia(stream('camera'), { kind: 'audio' })).toMatchObject({
      id: 's1/audio',
      source: 'microphone',
    });
  });

  test('is muted as its kind is', () => {
    expect(describeMedia(stream('microphone', false), { kind: 'audio' }).muted).toBe(true);
    expect(describeMedia(stream('camera', false, true), { kind: 'video' }).muted).toBe(false);
  });
});

test('conditions of the network are on our scale', () => {
  const conditions = ['excellent', 'good', 'fair', 'warning', 'critical', 'unknown', 'splendid'];
  expect(conditions.map(qualityOf)).toEqual([
    'excellent',
    'good',
    'fair',
    'poor',
    'poor',
    'unknown',
    'unknown',
  ]);
});
