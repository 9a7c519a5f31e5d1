import type { InboundTrackStats } from '@patchbay/contract';
import { expect, test } from 'vitest';
import { callNumbers } from './call-numbers.ts';

const track = (change: Partial<InboundTrackStats>): InboundTrackStats => ({
  publicationId: 'x',
  participantId: 'p',
  source: 'camera',
  kind: 'video',
  bytesReceived: undefined,
  packetsLost: undefined,
  jitterSeconds: undefined,
  framesDecoded: undefined,
  frameWidth: undefined,
  frameHeight: undefined,
  freezeCount: undefined,
  ...change,
});

test('the numbers are of all pictures together; what is not told counts as nothing', () => {
  const inbound = [
    track({ framesDecoded: 30, frameWidth: 640, frameHeight: 480, bytesReceived: 1000 }),
    track({ framesDecoded: 12, frameWidth: 1280, frameHeight: 720, bytesReceived: 500, source: 'screen' }),
    track({ kind: 'audio', source: 'microphone', bytesReceived: 70 }),
    track({}),
  ];
  expect(callNumbers({ at: 0, roundTripSeconds: 0.05, inbound, outbound: [] }, 12.345)).toEqual({
    framesDecoded: 42,
    frameWidth: 1280,
    frameHeight: 720,
    bytesReceived: 1570,
    secondsObserved: 12.3,
    roundTripSeconds: 0.05,
  });
});

test('before the first frame all is 0', () => {
  const numbers = callNumbers({ at: 0, roundTripSeconds: undefined, inbound: [], outbound: [] }, 0);
  expect(numbers).toMatchObject({ framesDecoded: 0, frameWidth: 0, bytesReceived: 0 });
});
