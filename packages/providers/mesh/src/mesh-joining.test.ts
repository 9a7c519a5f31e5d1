import type { ProviderEvent } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { codeOf, of } from '../fixtures/expectations.ts';
import { settle } from '../fixtures/manual-clock.ts';
import { MeshWorld } from '../fixtures/mesh-world.ts';

describe('joining', () => {
  test('reports everybody who is there before it resolves, and newcomers after', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    expect(a.connection.participantId).toBe('a');
    expect(a.events).toEqual([]);

    const events: ProviderEvent[] = [];
    let atResolve: readonly ProviderEvent[] = [];
    const credentials = await world.mint('b');
    const signal = new AbortController().signal;
    await world
      .provider()
      .connect({ credentials, userKey: 'key of b', signal }, (event) => events.push(event))
      .then(() => (atResolve = [...events]));
    const known = { type: 'roster', participants: [{ id: 'a', userKey: 'key of a' }] };
    expect(atResolve).toEqual([known]);
    await settle();
    expect(of(a.events, 'participant-joined')).toEqual([
      { type: 'participant-joined', participant: { id: 'b', userKey: 'key of b' } },
    ]);
  });

  test('connects every pair once, whoever was there first', async () => {
    const world = new MeshWorld();
    for (const name of ['b', 'c', 'a']) await world.join(name);
    expect(world.rtc.open).toHaveLength(6);
    expect(world.rtc.open.map((peer) => peer.connectionState)).toEqual(Array(6).fill('connected'));
    // A first offer that is rolled back is the end of it in Chromium.
    expect(world.rtc.open.map((peer) => peer.rollbacks)).toEqual(Array(6).fill(0));
  });

  test('and everybody who joins at the same time', async () => {
    const world = new MeshWorld();
    const visitors = await Promise.all(['a', 'b', 'c', 'd'].map((name) => world.join(name)));
    expect(world.rtc.open.map((peer) => peer.connectionState)).toEqual(Array(12).fill('connected'));
    expect(visitors.map(({ events }) => of(events, 'participant-joined').length)).toEqual([3, 3, 3, 3]);
  });

  test('gives the browser the ICE servers of the credentials', async () => {
    const world = new MeshWorld();
    const iceServers = [{ urls: 'turn:turn.example.org', username: 'u', credential: 'c' }];
    await world.join('a');
    await world.join('b', { credentials: { ...((await world.mint('b')) as object), iceServers } });
    expect(world.rtc.peers.map(({ configuration }) => configuration.iceServers)).toContainEqual(iceServers);
  });

  test('keeps the token out of the URL', async () => {
    const world = new MeshWorld();
    const { sockets } = await world.join('a');
    expect(sockets.map(({ url }) => url)).toEqual(['wss://video.example.org/v1/signalling/mesh']);
  });

  test.each([null, 'text', {}, { url: 'wss://x', token: 't', participant: 'a' }])(
    'refuses credentials that are not its own: %j',
    async (credentials) => {
      expect(await codeOf(new MeshWorld().join('a', { credentials }))).toBe('ticket-invalid');
    },
  );

  test('refuses a forged and an expired token', async () => {
    const world = new MeshWorld();
    const credentials = (await world.mint('a')) as object;
    expect(await codeOf(world.join('a', { credentials: { ...credentials, token: 'forged' } }))).toBe(
      'credentials-rejected',
    );
    await world.clock.advance(60_000);
    expect(await codeOf(world.join('a', { credentials: { ...credentials } }))).toBe('credentials-rejected');
  });

  test('says that the server cannot be reached, and that trying again is worth it', async () => {
    const world = new MeshWorld();
    world.reachable = false;
    await expect(world.join('a')).rejects.toMatchObject({ code: 'unreachable', retryable: true });
    expect(world.clock.pending).toBe(0);
  });

  test('refuses the fifth person, and one more than the room was made for', async () => {
    const world = new MeshWorld();
    await world.backend.createRoom({ room: 'pair', maxParticipants: 2, emptyTimeoutSeconds: 60 });
    for (const name of ['a', 'b', 'c', 'd']) await world.join(name);
    expect(await codeOf(world.join('e'))).toBe('room-full');
    await world.join('a', { room: 'pair' });
    await world.join('b', { room: 'pair' });
    expect(await codeOf(world.join('c', { room: 'pair' }))).toBe('room-full');
  });

  test('keeps rooms apart', async () => {
    const world = new MeshWorld();
    const a = await world.join('a', { room: 'one' });
    const b = await world.join('b', { room: 'two' });
    expect([...a.events, ...b.events]).toEqual([]);
    expect(world.rtc.peers).toEqual([]);
  });

  test('the newer join of the same person wins', async () => {
    const world = new MeshWorld();
    const older = await world.join('a');
    const other = await world.join('b');
    const newer = await world.join('a');
    expect(older.events.at(-1)).toEqual({ type: 'closed', reason: 'duplicate', error: undefined });
    expect(other.events.filter(({ type }) => type.startsWith('participant')).map(({ type }) => type)).toEqual(
      ['participant-joined', 'participant-left', 'participant-joined'],
    );
    expect(newer.events).toHaveLength(1);
    expect(world.rtc.open).toHaveLength(2);
  });

  test('the same key under another participant id is the same person', async () => {
    const world = new MeshWorld();
    const older = await world.join('a', { userKey: 'key' });
    await world.join('b', { userKey: 'key' });
    expect(older.events.at(-1)).toMatchObject({ type: 'closed', reason: 'duplicate' });
  });
});

describe('abandoning a join', () => {
  test('with a signal that has fired, nothing is begun', async () => {
    const world = new MeshWorld();
    const sockets: never[] = [];
    expect(await codeOf(world.join('a', { signal: AbortSignal.abort(), sockets }))).toBe('aborted');
    expect(sockets).toEqual([]);
    expect(world.clock.pending).toBe(0);
  });

  test('at any moment, nobody is left behind', async () => {
    let abandoned = 0;
    for (let turns = 0; turns < 12; turns += 1) {
      const world = new MeshWorld();
      const witness = await world.join('w');
      const pending = world.clock.pending;
      const abort = new AbortController();
      const credentials = await world.mint('a');
      const joining = codeOf(world.join('a', { credentials, signal: abort.signal }));
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      abort.abort();
      const code = await joining;
      await settle();
      // Once it was joined, the signal means nothing any more.
      if (code === undefined) {
        expect(await world.backend.listParticipants('room')).toHaveLength(2);
        continue;
      }
      abandoned += 1;
      expect(code).toBe('aborted');
      expect(await world.backend.listParticipants('room')).toHaveLength(1);
      const came = of(witness.events, 'participant-joined').length;
      expect(of(witness.events, 'participant-left')).toHaveLength(came);
      expect(world.rtc.open).toEqual([]);
      expect(world.clock.pending).toBe(pending);
    }
    expect(abandoned).toBeGreaterThan(3);
  });
});
