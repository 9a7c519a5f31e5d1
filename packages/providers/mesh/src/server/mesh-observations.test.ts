import { Client, closes, joinWith, seated } from '../../fixtures/mesh-browser.ts';
import { describe, expect, test } from 'vitest';
import { MeshWorld } from '../../fixtures/mesh-world.ts';

describe('what is observed', () => {
  test('the room from the first person to its end, and each connection once', async () => {
    const world = new MeshWorld();
    await world.backend.createRoom({ room: 'room', maxParticipants: 2, emptyTimeoutSeconds: 60 });
    expect(world.observations).toEqual([]);
    const start = world.clock.now();
    const a = await seated(world, 'a');
    const b = await seated(world, 'b');
    await world.clock.advance(5_000);
    await a.ask({ type: 'leave' });
    expect(a.closed).toBeDefined();
    await b.vanish();
    await world.clock.advance(31_000);
    await world.clock.advance(60_000);
    const about = { room: 'room', participantClass: 'person', precision: 1, source: 'signalling' };
    const [, joinedA, joinedB] = world.observations;
    const { connection: connectionA } = joinedA ?? {};
    const { connection: connectionB } = joinedB ?? {};
    const roomOnly = { participant: undefined, connection: undefined };
    expect(connectionA).not.toBe(connectionB);
    expect(world.observations).toEqual([
      { ...about, ...roomOnly, kind: 'room-started', at: start },
      { ...about, kind: 'joined', participant: 'a', connection: connectionA, at: start },
      { ...about, kind: 'joined', participant: 'b', connection: connectionB, at: start },
      { ...about, kind: 'left', participant: 'a', connection: connectionA, at: start + 5_000 },
      // When the socket went, not when the grace time was over.
      { ...about, kind: 'left', participant: 'b', connection: connectionB, at: start + 5_000 },
      { ...about, ...roomOnly, kind: 'room-ended', at: start + 95_000 },
    ]);
  });

  test('a loss that is made good is none', async () => {
    const world = new MeshWorld();
    const a = await seated(world, 'a');
    const count = world.observations.length;
    await a.vanish();
    await world.clock.advance(29_000);
    const again = new Client(world);
    await again.say(joinWith(a.opened?.resume));
    expect(again.opened).toBeDefined();
    await world.clock.advance(7_000);
    expect(world.observations).toHaveLength(count);
  });

  test('who comes back after the grace time is not let in on the old connection', async () => {
    const world = new MeshWorld();
    const a = await seated(world, 'a');
    await a.vanish();
    await world.clock.advance(31_000);
    const again = new Client(world);
    await again.say(joinWith(a.opened?.resume));
    expect(again.closed).toBe(closes['connection-lost']);
  });

  test('a second socket of one connection takes over from the first', async () => {
    const world = new MeshWorld();
    const a = await seated(world, 'a');
    const again = new Client(world);
    await again.say(joinWith(a.opened?.resume));
    expect(a.closed).toBe(closes.unreachable);
    await a.vanish();
    await world.clock.advance(31_000);
    expect(world.observations.map(({ kind }) => kind)).not.toContain('left');
  });

  test('a room that nobody enters is forgotten without a word', async () => {
    const world = new MeshWorld();
    await world.backend.createRoom({ room: 'room', maxParticipants: 2, emptyTimeoutSeconds: 60 });
    await world.clock.advance(60_000);
    expect(world.observations).toEqual([]);
    expect(world.clock.pending).toBe(0);
  });

  test('present lists who has a seat', async () => {
    const world = new MeshWorld();
    expect(await world.backend.listParticipants('room')).toEqual([]);
    await seated(world, 'a');
    expect(await world.backend.listParticipants('room')).toMatchObject([
      { kind: 'present', participant: 'a', source: 'signalling', at: world.clock.now() },
    ]);
  });
});
