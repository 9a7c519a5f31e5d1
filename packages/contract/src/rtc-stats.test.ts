import { describe, expect, test } from 'vitest';
import {
  readCounters,
  readInboundStats,
  readLossShare,
  readOutboundStats,
  readRoundTrip,
} from './rtc-stats.ts';

const report = (...rows: readonly Readonly<Record<string, unknown>>[]) =>
  new Map(rows.map((row, index) => [`row-${index}`, row])) as unknown as RTCStatsReport;

describe('received', () => {
  test('a video track is read, and nothing else in the report', () => {
    const about = { bytesReceived: 900, packetsLost: 2, jitter: 0.02, framesDecoded: 30, frameWidth: 640 };
    const video = { type: 'inbound-rtp', ...about, frameHeight: 480, freezeCount: 1 };
    const sent = { type: 'outbound-rtp', bytesSent: 5, frameWidth: 9 };
    expect(readInboundStats(report(video, sent))).toEqual({
      bytesReceived: 900,
      packetsLost: 2,
      jitterSeconds: 0.02,
      framesDecoded: 30,
      frameWidth: 640,
      frameHeight: 480,
      freezeCount: 1,
    });
  });

  test('what the browser does not tell is undefined, not zero', () => {
    const nothing = readInboundStats(report({ type: 'inbound-rtp', bytesReceived: 0 }));
    expect(nothing).toMatchObject({ bytesReceived: 0, packetsLost: undefined, framesDecoded: undefined });
    expect(readInboundStats([]).bytesReceived).toBeUndefined();
  });
});

describe('sent', () => {
  test('layers and receivers are summed, and the size is the largest', () => {
    const small = {
      type: 'outbound-rtp',
      bytesSent: 100,
      framesEncoded: 10,
      frameWidth: 160,
      frameHeight: 90,
    };
    const large = {
      type: 'outbound-rtp',
      bytesSent: 300,
      framesEncoded: 20,
      frameWidth: 640,
      frameHeight: 360,
    };
    const heard = { type: 'remote-inbound-rtp', packetsLost: 3, fractionLost: 0.1 };
    const other = { type: 'remote-inbound-rtp', packetsLost: 4, fractionLost: 0.2 };
    const reports = [report(small, large, heard), report(other)];
    expect(readOutboundStats(reports)).toEqual({
      bytesSent: 400,
      packetsLost: 7,
      framesEncoded: 30,
      frameWidth: 640,
      frameHeight: 360,
    });
    expect(readLossShare(reports)).toBe(0.2);
    expect(readLossShare(report(small))).toBeUndefined();
  });
});

describe('the round trip', () => {
  const pair = (currentRoundTripTime: number, nominated = true, state = 'succeeded') => ({
    type: 'candidate-pair',
    nominated,
    state,
    currentRoundTripTime,
  });

  test('is that of the slowest pair in use', () => {
    expect(
      readRoundTrip([report(pair(0.1), pair(9, false)), report(pair(0.3), pair(8, true, 'failed'))]),
    ).toBe(0.3);
  });

  test('is unknown before a pair is in use', () => {
    expect(readRoundTrip(report(pair(0.1, false)))).toBeUndefined();
  });
});

test('counters of all publications are read both ways: which one counts is the session’s to say', () => {
  const sent = new Map([['a', { type: 'outbound-rtp', bytesSent: 7 }]]);
  const received = new Map([['b', { type: 'inbound-rtp', bytesReceived: 9 }]]);
  const { inbound, outbound } = readCounters(
    new Map<string, RTCStatsReport | readonly RTCStatsReport[]>([
      ['own', sent],
      ['theirs', [received, received]],
    ]),
  );
  expect(inbound).toMatchObject([
    { publicationId: 'own', bytesReceived: undefined },
    { publicationId: 'theirs', bytesReceived: 18 },
  ]);
  expect(outbound).toMatchObject([
    { publicationId: 'own', bytesSent: 7 },
    { publicationId: 'theirs', bytesSent: undefined },
  ]);
});
