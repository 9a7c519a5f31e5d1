import { ConnectionQuality, Track } from 'livekit-client';
import { describe, expect, test } from 'vitest';
import {
  decodeMessage,
  encodeMessage,
  inboundNumbers,
  livekitSources,
  outboundNumbers,
  participantOf,
  qualityOf,
  roundTripSeconds,
  sourceOf,
} from './livekit-translate.ts';

const publication = (source: string, kind: string) => ({ trackSid: 'TR_1', kind, source, isMuted: false });

describe('sources', () => {
  test('are all that the SDK has', () => {
    const known = Object.values(Track.Source).filter((source) => source !== Track.Source.Unknown);
    expect(Object.values(livekitSources).toSorted()).toEqual(known.map(String).toSorted());
  });

  test.each([
    ['camera', 'video', 'camera'],
    ['microphone', 'audio', 'microphone'],
    ['screen_share', 'video', 'screen'],
    ['screen_share_audio', 'audio', 'screen-audio'],
    ['unknown', 'video', 'camera'],
    ['unknown', 'audio', 'microphone'],
  ])('%s %s is %s', (source, kind, ours) => {
    expect(sourceOf(publication(source, kind))).toBe(ours);
  });
});

test('every quality of the SDK is one of ours', () => {
  expect(Object.values(ConnectionQuality).map((quality) => qualityOf(quality))).toEqual([
    'excellent',
    'good',
    'poor',
    'lost',
    'unknown',
  ]);
});

test.each([
  ['{"userKey":"key-1"}', 'key-1'],
  ['{"userKey":7}', undefined],
  ['["userKey"]', undefined],
  ['"userKey"', undefined],
  ['null', undefined],
  ['not JSON', undefined],
  ['', undefined],
  [undefined, undefined],
])('metadata %s carries the user key %s', (metadata, userKey) => {
  const participant = { identity: 'one', metadata, trackPublications: new Map() };
  expect(participantOf(participant)).toEqual({ id: 'one', userKey });
});

test.each([[null], [0], ['Grüße 🩺'], [[1, [true]]], [{ a: { b: null } }]])(
  'message %j survives',
  (message) => {
    expect(decodeMessage(encodeMessage(message))).toEqual(message);
  },
);

describe('numbers', () => {
  test('that are not there stay undefined', () => {
    expect(Object.values(inboundNumbers(undefined))).toEqual(Array.from({ length: 7 }, () => undefined));
    expect(Object.values(outboundNumbers([]))).toEqual(Array.from({ length: 5 }, () => undefined));
    expect(roundTripSeconds([undefined, []])).toBeUndefined();
  });

  test('of an entry that is none are left out', () => {
    const report = [null, 'text', { type: 'inbound-rtp', bytesReceived: '12', jitter: 0.5 }];
    expect(inboundNumbers(report)).toMatchObject({ bytesReceived: undefined, jitterSeconds: 0.5 });
  });
});
