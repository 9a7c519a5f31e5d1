import {
  candidate,
  Client,
  closes,
  connectionOf,
  first,
  joinWith,
  offer,
  publication,
  seated,
  tokenFor,
} from '../../fixtures/mesh-browser.ts';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../../fixtures/expectations.ts';
import { MeshWorld } from '../../fixtures/mesh-world.ts';
import { meshBackend } from './index.ts';

describe('the door', () => {
  test('a socket that does not join in time is closed', async () => {
    const world = new MeshWorld();
    const client = new Client(world);
    await world.clock.advance(4_999);
    expect(client.closed).toBeUndefined();
    await world.clock.advance(1);
    expect(client.closed).toBe(closes.unreachable);
  });

  test.each([
    ['no JSON', '{'],
    ['no object', '7'],
    ['null', 'null'],
    ['no type', {}],
    ['a request without a type', first({})],
    ['an unknown type', first({ type: 'shout' })],
    ['a signal before the join', first({ type: 'signal', to: 'x', signal: offer })],
    ['publications before the join', first({ type: 'publications', publications: [] })],
    ['a join without a token', { opening: { heard: 0 } }],
    ['a join with a token that is no text', joinWith(7)],
    ['a join with an endless token', joinWith('x'.repeat(10_000))],
    ['a join with more than belongs there', { ...joinWith('x'), room: 'other' }],
    ['a frame that is too long', `{"number":0,"heard":0,"body":{"type":"pong"}${' '.repeat(140_000)}}`],
  ])('refuses %s', async (_, frame) => {
    const client = new Client(new MeshWorld());
    await client.say(frame);
    expect(client.closed).toBe(closes.malformed);
    expect(client.frames).toEqual([]);
  });

  test('refuses a forged token', async () => {
    const client = new Client(new MeshWorld());
    await client.say(joinWith('forged'));
    expect(client.closed).toBe(closes['credentials-rejected']);
  });

  test('a socket that closes while its token is opened takes no seat', async () => {
    const world = new MeshWorld();
    const client = new Client(world);
    const token = await tokenFor(world, 'a');
    const saying = client.say(joinWith(token));
    await client.vanish();
    await saying;
    expect(await world.backend.listParticipants('room')).toEqual([]);
    expect(world.observations).toEqual([]);
  });
});

describe('inside', () => {
  test.each([
    ['a second join', joinWith('x')],
    ['a signal without a shape', { type: 'signal', to: 'x', signal: {} }],
    [
      'a description of an unknown type',
      { type: 'signal', to: 'x', signal: { ...offer, description: { type: 'rollback', sdp: 'v=0' } } },
    ],
    ['a signal with something more', { type: 'signal', to: 'x', signal: { ...candidate, from: 'y' } }],
    [
      'a publication of an unknown source',
      { type: 'publications', publications: [{ ...publication, source: 'mix' }] },
    ],
    [
      'more publications than anybody needs',
      { type: 'publications', publications: Array.from({ length: 9 }, () => publication) },
    ],
    ['a negative round', { type: 'signal', to: 'x', signal: { ...offer, round: -1 } }],
    [
      'an SDP without end',
      {
        type: 'signal',
        to: 'x',
        signal: { ...offer, description: { type: 'offer', sdp: 'x'.repeat(140_000) } },
      },
    ],
  ])('%s costs the seat', async (_, frame) => {
    const world = new MeshWorld();
    const client = await seated(world, 'a');
    await ('opening' in frame ? client.say(frame) : client.ask(frame));
    expect(client.closed).toBe(closes.malformed);
    expect(await world.backend.listParticipants('room')).toEqual([]);
  });

  test('signals reach the one they are for, with their sender, and nobody else', async () => {
    const world = new MeshWorld();
    const [a, b, c] = [await seated(world, 'a'), await seated(world, 'b'), await seated(world, 'c')];
    const to = await connectionOf(world, 'b');
    for (const signal of [offer, candidate]) await a.ask({ type: 'signal', to, signal });
    const from = await connectionOf(world, 'a');
    expect(b.of('signal')).toEqual([offer, candidate].map((signal) => ({ type: 'signal', from, signal })));
    expect([...a.of('signal'), ...c.of('signal')]).toEqual([]);
  });

  test('an offer of everything that one can publish and receive gets through', async () => {
    const world = new MeshWorld();
    const [a, b] = [await seated(world, 'a'), await seated(world, 'b')];
    const sdp = 'x'.repeat(120_000);
    const signal = { ...offer, description: { type: 'offer', sdp } };
    await a.ask({ type: 'signal', to: await connectionOf(world, 'b'), signal });
    expect(b.of('signal').map((each) => each.signal)).toEqual([signal]);
  });

  test('whoever is not ready yet hears of nobody twice', async () => {
    const world = new MeshWorld();
    const a = await seated(world, 'a');
    const late = new Client(world);
    await late.say(joinWith(await tokenFor(world, 'b')));
    expect(late.opened?.fresh?.welcome.members.map(({ participant }) => participant)).toEqual(['a']);
    expect([a.of('member'), late.of('member')]).toEqual([[], []]);
    await late.ask({ type: 'publications', publications: [publication] });
    expect(a.of('member').map(({ member }) => [member.participant, member.publications])).toEqual([
      ['b', [publication]],
    ]);
    await late.ask({ type: 'publications', publications: [] });
    expect(a.of('member')).toHaveLength(1);
    expect(a.of('publications').map(({ publications }) => publications)).toEqual([[]]);
  });

  test('signals to another room, to oneself and to nobody go nowhere', async () => {
    const world = new MeshWorld();
    const a = await seated(world, 'a');
    const stranger = await seated(world, 'x', 'other');
    const [present] = await world.backend.listParticipants('other');
    for (const to of [present?.connection, await connectionOf(world, 'a'), 'nobody']) {
      await a.ask({ type: 'signal', to, signal: offer });
    }
    expect([...stranger.of('signal'), ...a.of('signal')]).toEqual([]);
    expect(a.closed).toBeUndefined();
  });

  test('publications are told to the room only', async () => {
    const world = new MeshWorld();
    const [a, b] = [await seated(world, 'a'), await seated(world, 'b')];
    const stranger = await seated(world, 'x', 'other');
    await a.ask({ type: 'publications', publications: [publication] });
    const from = await connectionOf(world, 'a');
    expect(b.of('publications')).toEqual([{ type: 'publications', from, publications: [publication] }]);
    expect(stranger.of('publications')).toEqual([]);
    const late = await seated(world, 'c');
    expect(late.opened?.fresh?.welcome.members.flatMap(({ publications }) => publications)).toEqual([
      publication,
    ]);
  });

  test('who answers pings stays, who does not is gone after the grace time', async () => {
    const world = new MeshWorld();
    const [a, b] = [await seated(world, 'a'), await seated(world, 'b')];
    const silentSince = world.clock.now();
    for (let seconds = 0; seconds < 56; seconds += 8) {
      await world.clock.advance(8_000);
      await a.ask({ type: 'pong' });
    }
    expect(a.of('ping')).toHaveLength(14);
    expect(a.closed).toBeUndefined();
    expect(b.closed).toBe(closes.unreachable);
    expect(world.observations.at(-1)).toMatchObject({ kind: 'left', participant: 'b', at: silentSince });
    expect(a.of('member-left')).toHaveLength(1);
  });
});

describe('the backend', () => {
  test('takes rooms of one to four', async () => {
    const { backend } = new MeshWorld();
    for (const maxParticipants of [0, 5]) {
      const creating = backend.createRoom({ room: 'r', maxParticipants, emptyTimeoutSeconds: 60 });
      expect(await codeOf(creating)).toBe('invalid-argument');
    }
  });

  test('ending and removing are harmless when there is nothing to end or remove', async () => {
    const { backend } = new MeshWorld();
    await backend.removeParticipant('none', 'nobody');
    await backend.endRoom('none');
    await backend.endRoom('none');
    expect(await backend.check()).toMatchObject({ reachable: true });
  });

  test('a restarted server makes the room again as it was', async () => {
    const world = new MeshWorld();
    await world.backend.createRoom({ room: 'room', maxParticipants: 1, emptyTimeoutSeconds: 60 });
    const [first, second] = [await tokenFor(world, 'a'), await tokenFor(world, 'b')];
    await world.restart();
    await new Client(world).say(joinWith(first));
    const client = new Client(world);
    await client.say(joinWith(second));
    expect(client.closed).toBe(closes['room-full']);
  });

  test('closing lets go of everything and reports nobody as gone', async () => {
    const world = new MeshWorld();
    const waiting = new Client(world);
    const client = await seated(world, 'a');
    await world.backend.close();
    expect([waiting.closed, client.closed]).toEqual([closes.unreachable, closes.unreachable]);
    expect(world.observations.map(({ kind }) => kind)).not.toContain('left');
    expect(world.clock.pending).toBe(0);
  });

  test('what it mints is for the client half alone, and names nobody', async () => {
    const credentials = await new MeshWorld().mint('a', { userKey: 'key' });
    expect(credentials).toEqual({
      url: 'wss://video.example.org/v1/signalling/mesh',
      token: expect.any(String),
      participant: 'a',
      iceServers: [],
    });
  });

  const context = {
    publicUrl: 'http://127.0.0.1:1',
    fetch,
    now: () => 0,
    randomId: () => 'id',
    seal: async () => 'sealed',
    open: async () => undefined,
    participantsOf: async () => [],
    connections: { remember: async () => undefined, in: async () => new Map() },
    observe: () => undefined,
  };

  test('hands out the ICE servers of its settings', async () => {
    const iceServers = [
      { urls: 'stun:stun.example.org' },
      { urls: ['turns:turn.example.org'], username: 'u', credential: 'c' },
    ];
    const backend = await meshBackend.create({ iceServers: JSON.stringify(iceServers) }, context);
    const request = { room: 'r', participant: 'p', userKey: 'k', ttlSeconds: 60 };
    expect(await backend.mintCredentials(request)).toMatchObject({
      url: 'ws://127.0.0.1:1/v1/signalling/mesh',
      iceServers,
    });
    await backend.close();
  });

  test.each([
    '{',
    '{}',
    '["stun:x"]',
    '[{"urls":"http://x"}]',
    '[{"urls":[]}]',
    '[{"urls":"turn:x","credential":7}]',
  ])('refuses the ICE servers %s without repeating them', async (iceServers) => {
    const creating = meshBackend.create({ iceServers }, context);
    await expect(creating).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(creating).rejects.toMatchObject({ cause: undefined });
  });
});
