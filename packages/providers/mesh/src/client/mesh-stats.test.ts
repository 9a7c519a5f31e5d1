import { describe, expect, test } from 'vitest';
import { camera, of } from '../../fixtures/expectations.ts';
import { MeshWorld, type Visitor } from '../../fixtures/mesh-world.ts';
import type { FakePeer } from '../../fixtures/fake-rtc.ts';

const rows = (...each: object[]): Map<string, object> =>
  new Map(each.map((row, index) => [String(index), row]));

describe('statistics', () => {
  test('cover both directions, and sum up what goes to several peers', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    const b = await world.join('b');
    await world.join('c');
    const publicationId = await a.connection.publish(camera());
    await world.clock.advance(1);
    const transceivers = world.rtc.open.flatMap((peer) => peer.transceivers);
    for (const [index, transceiver] of transceivers.entries()) {
      transceiver.stats = rows(
        { type: 'codec', bytesSent: 7 },
        {
          type: 'outbound-rtp',
          bytesSent: 100 + index,
          framesEncoded: 10,
          frameWidth: 640,
          frameHeight: 480,
        },
        { type: 'remote-inbound-rtp', packetsLost: 1 },
      );
    }
    const inbound = {
      bytesReceived: 1_000,
      packetsLost: 2,
      framesDecoded: 30,
      frameWidth: 640,
      frameHeight: 480,
      freezeCount: 1,
    };
    for (const peer of world.rtc.open) {
      for (const receiver of peer.received.values()) {
        receiver.stats = rows({ type: 'inbound-rtp', jitter: 0.004, ...inbound });
      }
    }
    const about = { publicationId, source: 'camera', kind: 'video' };
    expect(await a.connection.stats()).toEqual({
      at: world.clock.now(),
      roundTripSeconds: undefined,
      inbound: [],
      outbound: [
        { ...about, bytesSent: 201, packetsLost: 2, framesEncoded: 20, frameWidth: 640, frameHeight: 480 },
      ],
    });
    expect(await b.connection.stats()).toMatchObject({
      inbound: [{ ...about, participantId: 'a', jitterSeconds: 0.004, ...inbound }],
      outbound: [],
    });
  });

  test('what a browser does not tell is undefined, not zero', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    await a.connection.publish(camera());
    const { outbound } = await a.connection.stats();
    expect(outbound).toMatchObject([{ bytesSent: undefined, packetsLost: undefined, frameWidth: undefined }]);
  });
});

describe('quality', () => {
  const peerOf = (world: MeshWorld, { connection }: Visitor, other: string): FakePeer => {
    const native = connection.native.peers.get(other);
    const peer = world.rtc.peers.find((each) => (each as unknown) === native);
    if (peer === undefined) throw new Error('There is no such peer.');
    return peer;
  };

  const measured = (fractionLost: number, roundTrip: number): Map<string, object> =>
    rows(
      { type: 'remote-inbound-rtp', fractionLost: 0 },
      { type: 'remote-inbound-rtp', fractionLost },
      { type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: roundTrip },
    );

  test('is reported when it changes, and one’s own is that of the best peer', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    await world.join('b');
    await world.join('c');
    const [toB, toC] = [peerOf(world, a, 'b'), peerOf(world, a, 'c')];
    const steps: readonly (readonly [Map<string, object>, Map<string, object>])[] = [
      [rows(), rows()],
      [measured(0, 0.02), measured(0.5, 0.02)],
      [measured(0, 0.02), measured(0, 0.4)],
      [measured(0.02, 0.02), measured(0, 0.02)],
      [measured(0.02, 0.2), measured(0, 0.02)],
    ];
    const seen: unknown[] = [];
    for (const [b, c] of steps) {
      const before = of(a.events, 'quality').length;
      toB.stats = b;
      toC.stats = c;
      await world.clock.advance(3_000);
      const told = of(a.events, 'quality').slice(before);
      seen.push(told.map(({ participantId, quality }) => `${participantId ?? 'self'} ${quality}`));
    }
    expect(seen).toEqual([
      [],
      ['b excellent', 'c poor', 'self excellent'],
      ['c fair'],
      ['b good', 'c excellent'],
      [],
    ]);
  });

  test('is lost while the media are', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    await world.join('b');
    peerOf(world, a, 'b').stats = measured(0, 0.02);
    await world.clock.advance(3_000);
    world.rtc.breakRoutes();
    await world.clock.advance(3_000);
    expect(of(a.events, 'quality').slice(-2)).toEqual([
      { type: 'quality', participantId: 'b', quality: 'lost' },
      { type: 'quality', participantId: undefined, quality: 'lost' },
    ]);
  });
});
