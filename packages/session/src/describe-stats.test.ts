import { readInboundStats } from '@patchbay/contract';
import { expect, test } from 'vitest';
import { joinFixture } from '../fixtures/joined-session.ts';
import { joinedAfter, media, person } from '../fixtures/snapshots.ts';
import { describeStats } from './describe-stats.ts';

const told = (id: string) => ({ publicationId: id, ...readInboundStats([]), bytesReceived: 7 });
const none = () => undefined;

test('whose a counter is, and of what, the session says; of strangers nothing is told', () => {
  const snapshot = joinedAfter(person('a'), media('1', 'a', { source: 'screen' }), media('mix', undefined));
  const provided = { roundTripSeconds: 0.1, inbound: ['1', 'mix', 'stranger'].map(told), outbound: [] };
  const { at, roundTripSeconds, inbound } = describeStats(provided, 5, snapshot, none);
  expect([at, roundTripSeconds]).toEqual([5, 0.1]);
  expect(inbound).toMatchObject([
    { publicationId: 'mix', participantId: undefined, source: 'mix', bytesReceived: 7 },
    { publicationId: '1', participantId: 'a', source: 'screen', kind: 'video', bytesReceived: 7 },
  ]);
  expect(inbound).toHaveLength(2);
});

test('what the provider does not count is there, and unknown, not zero', () => {
  const silent = { roundTripSeconds: undefined, inbound: [], outbound: [] };
  const { inbound } = describeStats(silent, 0, joinedAfter(media('1', 'a')), none);
  expect(inbound).toHaveLength(1);
  expect(Object.entries(inbound[0] ?? {}).filter(([, value]) => typeof value === 'number')).toEqual([]);
  expect(inbound[0]).toHaveProperty('framesDecoded', undefined);
});

test('one’s own are under the ids that the application knows', async () => {
  const { session } = await joinFixture();
  const camera = await session.publish({ kind: 'camera' });
  const microphone = await session.publish({ kind: 'microphone' });
  const { outbound } = await session.stats();
  expect(outbound.map(({ publicationId, bytesSent }) => [publicationId, bytesSent])).toEqual([
    [camera.id, 1],
    [microphone.id, undefined],
  ]);
});
