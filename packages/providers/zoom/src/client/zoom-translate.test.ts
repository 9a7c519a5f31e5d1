import { describe, expect, test } from 'vitest';
import { participantId, publicationId, qualityOf, readZoomStats } from './zoom-translate.ts';
import type { ZoomUser } from './zoom-sdk.ts';

const user: ZoomUser = {
  userId: 7,
  displayName: 'user-1',
  audio: '',
  bVideoOn: false,
  sharerOn: false,
  sharerPause: false,
};

test('a participant is the key of the token, or what Zoom calls somebody without one', () => {
  expect(participantId({ ...user, userKey: 'person-1' })).toBe('person-1');
  expect([participantId(user), participantId({ ...user, userKey: '' })]).toEqual(['zoom-7', 'zoom-7']);
});

test('a publication is one of a user’s three', () => {
  expect(publicationId(7, 'screen')).toBe('7-screen');
});

test.each([
  [0, 'poor'],
  [1, 'poor'],
  [2, 'fair'],
  [3, 'good'],
  [5, 'excellent'],
  [-1, 'unknown'],
  [6, 'unknown'],
])('level %i is %s', (level, quality) => expect(qualityOf(level)).toBe(quality));

describe('statistics', () => {
  const rows = {
    a: {
      type: 'inbound-rtp',
      kind: 'video',
      nodeId: '7',
      isSharing: false,
      bytesReceived: 5,
      frameWidth: 640,
    },
    b: { type: 'inbound-rtp', kind: 'video', nodeId: '7', isSharing: true, bytesReceived: 9 },
    c: { type: 'inbound-rtp', kind: 'audio', nodeId: '7', isSharing: false, bytesReceived: 2 },
    d: { type: 'outbound-rtp', kind: 'video', nodeId: '1', isSharing: false, bytesSent: 4 },
    e: { type: 'remote-inbound-rtp', kind: 'video', nodeId: '1', isSharing: false, roundTripTime: 0.02 },
    f: { type: 'remote-inbound-rtp', kind: 'audio', nodeId: '1', isSharing: false, roundTripTime: 0.05 },
  };

  test.each([
    ['an object, as they come', rows],
    ['a map, as the types say', new Map(Object.entries(rows))],
  ])('are read from %s', (_name, told) => {
    const { inbound, outbound, roundTripSeconds } = readZoomStats(told);
    const of = (id: string) => inbound.find(({ publicationId: one }) => one === id);
    expect(of('7-camera')).toMatchObject({ bytesReceived: 5, frameWidth: 640 });
    expect(of('7-screen')).toMatchObject({ bytesReceived: 9 });
    expect(of('7-microphone')).toMatchObject({ bytesReceived: 2 });
    expect(of('8-camera')).toBeUndefined();
    expect(outbound).toContainEqual(expect.objectContaining({ publicationId: '1-camera', bytesSent: 4 }));
    expect(roundTripSeconds).toBe(0.05);
  });

  test('are none, and not zero, where Zoom tells nothing', () => {
    expect(readZoomStats({})).toEqual({ inbound: [], outbound: [], roundTripSeconds: undefined });
  });
});
