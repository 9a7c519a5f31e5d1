import { describe, expect, test } from 'vitest';
import type { TwilioStatsReport } from './twilio-sdk.ts';
import { decodeNote, describeTrack, numbersOf, qualityOf, statsOf, trackName } from './twilio-translate.ts';

const publication = (kind: string, name: string) => ({
  trackSid: 'MT1',
  trackName: name,
  kind,
  isTrackEnabled: true,
  track: null,
});

describe('tracks', () => {
  test.each([
    ['camera', 'video'],
    ['microphone', 'audio'],
    ['screen', 'video'],
    ['screen-audio', 'audio'],
  ] as const)('%s is known by its name', (source, kind) => {
    expect(describeTrack(publication(kind, trackName(source, 7)))).toEqual({ source, kind });
  });

  test('of somebody else’s clients go by their kind', () => {
    expect(describeTrack(publication('video', 'webcam'))).toEqual({ source: 'camera', kind: 'video' });
    expect(describeTrack(publication('audio', '6f1d'))).toEqual({ source: 'microphone', kind: 'audio' });
    expect(describeTrack(publication('video', 'cameraman'))).toEqual({ source: 'camera', kind: 'video' });
  });
});

test('the network’s levels are one scale, 0 at its end', () => {
  expect([0, 1, 2, 3, 4, 5].map(qualityOf)).toEqual(['lost', 'poor', 'poor', 'fair', 'good', 'excellent']);
  expect([-1, 6, Number.NaN].map(qualityOf)).toEqual(['unknown', 'unknown', 'unknown']);
});

describe('notes', () => {
  test.each([null, false, 0, '', 'text', [], {}, { hello: 'you' }])('the message %j', (message) => {
    expect(decodeNote(JSON.stringify({ message }))).toEqual({ message });
  });

  test('a hello', () => {
    const hello = { userKey: 'key', hears: ['PA1'] };
    expect(decodeNote(JSON.stringify({ hello }))).toEqual({ hello });
  });

  test.each([
    ['no JSON', 'hello'],
    ['bytes', new ArrayBuffer(8)],
    ['nothing', '{}'],
    ['null', 'null'],
    ['a number', '1'],
    ['a hello of nobody', '{"hello":{"hears":[]}}'],
    ['a hello without ears', '{"hello":{"userKey":"key"}}'],
  ])('%s is none of ours', (_name, data) => {
    expect(decodeNote(data)).toBeUndefined();
  });
});

describe('statistics', () => {
  const sent = {
    trackSid: 'MT1',
    packetsLost: 1,
    roundTripTime: 50,
    dimensions: { width: 640, height: 360 },
  };
  const report: TwilioStatsReport = {
    localAudioTrackStats: [{ trackSid: 'MT2', packetsLost: null, bytesSent: 10, roundTripTime: 80 }],
    localVideoTrackStats: [
      { ...sent, bytesSent: 1000 },
      { ...sent, bytesSent: 3000, dimensions: { width: 1280, height: 720 } },
    ],
    remoteAudioTrackStats: [{ trackSid: 'MT3', packetsLost: 2, bytesReceived: 500, jitter: 10 }],
    remoteVideoTrackStats: [{ trackSid: 'MT4', packetsLost: 0, dimensions: null, freezeCount: 3 }],
  };

  test('add up counts over layers and connections, and take the best size', () => {
    expect(numbersOf(statsOf([report, report], 'MT1'))).toMatchObject({
      bytesSent: 8000,
      packetsLost: 4,
      frameWidth: 1280,
      frameHeight: 720,
    });
  });

  test('come in milliseconds and go in seconds', () => {
    expect(numbersOf(statsOf([report])).roundTripSeconds).toBe(0.08);
    expect(numbersOf(statsOf([report], 'MT3')).jitterSeconds).toBe(0.01);
  });

  test('leave out what is not told; nothing is not zero', () => {
    expect(numbersOf(statsOf([report], 'MT2')).packetsLost).toBeUndefined();
    expect(numbersOf(statsOf([report], 'MT4'))).toMatchObject({
      packetsLost: 0,
      freezeCount: 3,
      frameWidth: undefined,
    });
    expect(Object.values(numbersOf(statsOf([], 'MT1')))).toEqual(Array.from({ length: 8 }));
  });
});
