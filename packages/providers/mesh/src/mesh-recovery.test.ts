import type { ProviderEvent, SignallingSocket } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { camera, of } from '../fixtures/expectations.ts';
import { settle } from '../fixtures/manual-clock.ts';
import { MeshWorld, type Visitor } from '../fixtures/mesh-world.ts';

const interruptions = (events: readonly ProviderEvent[]): string[] =>
  events.flatMap((event) => {
    if (event.type === 'interrupted') return [event.scope];
    if (event.type === 'restored' || event.type === 'closed') return [event.type];
    return [];
  });

const comings = (events: readonly ProviderEvent[]): string[] =>
  events.map(({ type }) => type).filter((type) => type.startsWith('participant-'));

async function pair(): Promise<{ world: MeshWorld; a: Visitor; b: Visitor }> {
  const world = new MeshWorld();
  const a = await world.join('a');
  const b = await world.join('b');
  await world.clock.advance(100);
  return { world, a, b };
}

describe('when signalling is lost', () => {
  test('it says so, comes back as the same connection, and media go on untouched', async () => {
    const { world, a, b } = await pair();
    const before = await world.backend.listParticipants('room');
    a.sockets[0]?.sever();
    await settle();
    expect(interruptions(a.events)).toEqual(['signalling']);
    await world.clock.advance(500);
    expect(interruptions(a.events)).toEqual(['signalling', 'restored']);
    expect(a.sockets).toHaveLength(2);
    expect(await world.backend.listParticipants('room')).toEqual(
      before.map((each) => ({ ...each, at: world.clock.now() })),
    );
    expect([...comings(a.events), ...comings(b.events)]).toEqual([
      'participant-joined',
      'participant-joined',
    ]);
    expect(interruptions(b.events)).toEqual([]);
    expect(world.rtc.peers).toHaveLength(2);
    expect(world.rtc.peers.map(({ restarts }) => restarts)).toEqual([0, 0]);
  });

  test('what was published and muted meanwhile is told afterwards, both ways', async () => {
    const { world, a, b } = await pair();
    const camA = await a.connection.publish(camera());
    await settle();
    a.sockets[0]?.sever();
    await settle();
    let told = false;
    const muting = a.connection.setMuted(camA, true).then(() => (told = true));
    const camB = await b.connection.publish(camera());
    await settle();
    expect(told).toBe(false);
    expect(of(b.events, 'media-muted')).toEqual([]);
    await world.clock.advance(500);
    await muting;
    expect(of(b.events, 'media-muted')).toEqual([{ type: 'media-muted', id: camA, muted: true }]);
    expect(of(a.events, 'media-added').map(({ media }) => media.id)).toEqual([camB]);
  });

  test('also what changes between asking to come back and being let in', async () => {
    const { world, a, b } = await pair();
    const camA = await a.connection.publish(camera());
    await settle();
    const { backend } = world;
    let muting: Promise<void> | undefined;
    const acceptSignalling = (socket: SignallingSocket): void =>
      backend.acceptSignalling?.({
        ...socket,
        send: (text) => {
          if (text.includes('"opened"')) muting = a.connection.setMuted(camA, true);
          socket.send(text);
        },
      });
    world.backend = { ...backend, acceptSignalling };
    a.sockets[0]?.sever();
    await world.clock.advance(500);
    await muting;
    expect(of(b.events, 'media-muted')).toEqual([{ type: 'media-muted', id: camA, muted: true }]);
  });

  test('who left and who came meanwhile is told afterwards', async () => {
    const { world, a, b } = await pair();
    a.sockets[0]?.sever();
    await b.connection.disconnect();
    await world.join('c');
    await world.clock.advance(500);
    const told = ['participant-joined', 'participant-left', 'participant-joined'];
    expect(comings(a.events)).toEqual(told);
    await world.clock.advance(10_000);
    expect(comings(a.events)).toEqual(told);
    expect(of(a.events, 'participant-left')).toEqual([{ type: 'participant-left', participantId: 'b' }]);
    expect(of(a.events, 'participant-joined').map(({ participant }) => participant.id)).toEqual(['b', 'c']);
  });

  test('who reloaded the page meanwhile is somebody new', async () => {
    const { world, a } = await pair();
    a.sockets[0]?.sever();
    const again = await world.join('b');
    const id = await again.connection.publish(camera());
    await world.clock.advance(500);
    expect(comings(a.events)).toEqual(['participant-joined', 'participant-left', 'participant-joined']);
    expect(of(a.events, 'media-added').map(({ media }) => media.id)).toEqual([id]);
    await world.clock.advance(10_000);
    expect(comings(a.events)).toHaveLength(3);
  });

  test('tries again with growing pauses, and closes as lost after half a minute', async () => {
    const { world, a, b } = await pair();
    world.reachable = false;
    a.sockets[0]?.sever();
    const attempts: number[] = [];
    for (let second = 0; second < 30; second += 1) {
      attempts.push(a.sockets.length);
      await world.clock.advance(1_000);
    }
    // At 0.4, 1.2, 2.8, 6 s and every 4 s from there on.
    expect([...new Set(attempts)]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(a.events.at(-1)).toMatchObject({
      type: 'closed',
      reason: 'connection-lost',
      error: { code: 'connection-lost', provider: 'mesh' },
    });
    expect(of(b.events, 'participant-left')).toHaveLength(1);
    const count = a.events.length;
    await world.clock.advance(120_000);
    expect(a.events).toHaveLength(count);
  });

  test('a socket that is dead without a word is noticed on both ends', async () => {
    const { world, a } = await pair();
    const [socket] = a.sockets;
    if (socket !== undefined) socket.silent = true;
    await world.clock.advance(11_000);
    expect(interruptions(a.events)).toEqual([]);
    await world.clock.advance(6_000);
    expect(interruptions(a.events)).toEqual(['signalling', 'restored']);
    expect(socket?.isOpen).toBe(false);
    expect(comings(a.events)).toEqual(['participant-joined']);
  });

  test('an attempt that hangs is given up for another', async () => {
    const { world, a } = await pair();
    a.sockets[0]?.sever();
    await settle();
    const { backend } = world;
    world.backend = { ...backend, acceptSignalling: () => undefined };
    await world.clock.advance(500);
    expect(a.sockets).toHaveLength(2);
    world.backend = backend;
    await world.clock.advance(7_000);
    expect(interruptions(a.events)).toEqual(['signalling', 'restored']);
  });

  test('a server that was restarted strands nobody, and media go on', async () => {
    const { world, a, b } = await pair();
    const camA = await a.connection.publish(camera());
    await settle();
    await world.clock.advance(60_000);
    await world.restart();
    await settle();
    expect(interruptions(a.events)).toEqual(['signalling']);
    await world.clock.advance(30_000);
    for (const { events } of [a, b]) {
      expect(interruptions(events)).toEqual(['signalling', 'restored']);
      expect(comings(events)).toEqual(['participant-joined']);
      expect(of(events, 'media-removed')).toEqual([]);
    }
    expect(world.rtc.peers).toHaveLength(2);
    await a.connection.setMuted(camA, true);
    await settle();
    expect(of(b.events, 'media-muted')).toHaveLength(1);
    const c = await world.join('c');
    expect(of(c.events, 'media-added').map(({ media }) => media.id)).toEqual([camA]);
  });

  test('leaving during a loss is quiet', async () => {
    const { world, a, b } = await pair();
    a.sockets[0]?.sever();
    await settle();
    const count = a.events.length;
    await a.connection.disconnect();
    await world.clock.advance(60_000);
    expect(a.events).toHaveLength(count);
    expect(a.sockets).toHaveLength(1);
    expect(of(b.events, 'participant-left')).toHaveLength(1);
  });

  test('whoever joined elsewhere meanwhile is told so', async () => {
    const { world, a } = await pair();
    a.sockets[0]?.sever();
    await world.join('a');
    await world.clock.advance(500);
    expect(a.events.at(-1)).toEqual({ type: 'closed', reason: 'duplicate', error: undefined });
  });
});

describe('when media are lost', () => {
  test('a short break is not worth a word', async () => {
    const { world, a } = await pair();
    world.rtc.breakRoutes();
    await world.clock.advance(900);
    for (const peer of world.rtc.open) peer.become('connected');
    await world.clock.advance(10_000);
    expect(interruptions(a.events)).toEqual([]);
  });

  test('it says so, restarts ICE until it works, and says that too', async () => {
    const { world, a, b } = await pair();
    world.rtc.breakRoutes();
    await world.clock.advance(1_000);
    expect(interruptions(a.events)).toEqual(['media']);
    await world.clock.advance(8_000);
    expect(interruptions(a.events)).toEqual(['media']);
    world.rtc.reachable = true;
    await world.clock.advance(4_000);
    expect(interruptions(a.events)).toEqual(['media', 'restored']);
    expect(interruptions(b.events)).toEqual(['media', 'restored']);
    expect(world.rtc.open.map(({ restarts }) => restarts > 0)).toEqual([true, true]);
    await world.clock.advance(120_000);
    expect(interruptions(a.events)).toEqual(['media', 'restored']);
  });

  test('together with signalling, it is restored when both are', async () => {
    const { world, a } = await pair();
    world.reachable = false;
    world.rtc.breakRoutes();
    a.sockets[0]?.sever();
    await world.clock.advance(5_000);
    expect(interruptions(a.events)).toEqual(['signalling', 'media']);
    world.reachable = true;
    await world.clock.advance(5_000);
    expect(interruptions(a.events)).toEqual(['signalling', 'media']);
    world.rtc.reachable = true;
    await world.clock.advance(5_000);
    expect(interruptions(a.events)).toEqual(['signalling', 'media', 'restored']);
  });

  test('an offer that was lost with the socket is said again', async () => {
    const { world, a, b } = await pair();
    const [socket] = b.sockets;
    if (socket !== undefined) socket.silent = true;
    const id = await a.connection.publish(camera());
    await settle();
    expect(of(b.events, 'media-added')).toEqual([]);
    socket?.sever();
    await world.clock.advance(500);
    expect(of(b.events, 'media-added').map(({ media }) => media.id)).toEqual([id]);
  });

  test('a first connection that does not come about counts as an interruption, and is closed as lost in the end', async () => {
    const world = new MeshWorld();
    world.rtc.reachable = false;
    const a = await world.join('a');
    const b = await world.join('b');
    await world.clock.advance(14_000);
    expect(interruptions(a.events)).toEqual([]);
    await world.clock.advance(2_000);
    expect(interruptions(a.events)).toEqual(['media']);
    await world.clock.advance(60_000);
    expect(b.events.at(-1)).toMatchObject({ type: 'closed', reason: 'connection-lost' });
    // With that the other one has nobody left to wait for.
    expect(interruptions(a.events)).toEqual(['media', 'restored']);
    expect(comings(a.events)).toEqual(['participant-joined', 'participant-left']);
    expect(world.rtc.open).toEqual([]);
  });

  test('to one of two only, the session goes on, and that one counts as lost', async () => {
    const { world, a } = await pair();
    await world.join('c');
    const toB = a.connection.native.peers.get('b');
    const broken = world.rtc.open.find((peer) => (peer as unknown) === toB);
    world.rtc.reachable = false;
    broken?.become('failed');
    await world.clock.advance(70_000);
    expect(interruptions(a.events)).toEqual([]);
    const own = { type: 'quality', participantId: undefined, quality: 'lost' };
    expect(of(a.events, 'quality')).toContainEqual({ type: 'quality', participantId: 'b', quality: 'lost' });
    expect(of(a.events, 'quality')).not.toContainEqual(own);
    world.rtc.reachable = true;
    await world.clock.advance(5_000);
    expect(broken?.connectionState).toBe('connected');
  });

  test('somebody who vanished is gone before anybody is closed for it', async () => {
    const { world, a, b } = await pair();
    const [socket] = b.sockets;
    if (socket !== undefined) socket.silent = true;
    world.rtc.breakRoutes();
    world.reachable = false;
    await world.clock.advance(59_000);
    expect(interruptions(a.events)).toEqual(['media', 'restored']);
    expect(of(a.events, 'participant-left')).toHaveLength(1);
    expect(b.events.at(-1)).toMatchObject({ type: 'closed', reason: 'connection-lost' });
  });
});
