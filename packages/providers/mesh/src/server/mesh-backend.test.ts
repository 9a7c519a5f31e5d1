import type { SignallingSocket } from '@patchbay/contract';
import type { Opened } from '@patchbay/signalling';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../../fixtures/expectations.ts';
import { settle } from '../../fixtures/manual-clock.ts';
import { MeshWorld } from '../../fixtures/mesh-world.ts';
import type { MeshBody, MeshProtocol } from '../mesh-wire.ts';
import { meshBackend } from './index.ts';

/** What a socket is closed with. */
const closes = {
  malformed: 4400,
  'credentials-rejected': 4401,
  unreachable: 4408,
  'connection-lost': 4411,
  'room-full': 4413,
};

type Body =
  | MeshBody
  | { readonly type: 'ping' }
  | { readonly type: 'member-left'; readonly participant: string };
interface Said {
  readonly opened?: Opened<MeshProtocol>;
  readonly body?: Body;
}

/** A browser that says what it is told to. */
class Client {
  readonly frames: Said[] = [];
  closed: number | undefined;
  #number = 0;
  #onMessage: (text: string) => void = () => undefined;
  #onClose: () => void = () => undefined;

  constructor(world: MeshWorld) {
    const socket: SignallingSocket = {
      send: (text) => void this.frames.push(JSON.parse(text) as Said),
      close: (code) => {
        this.closed ??= code;
      },
      onMessage: (listener) => {
        this.#onMessage = listener;
      },
      onClose: (listener) => {
        this.#onClose = listener;
      },
    };
    world.backend.acceptSignalling?.(socket);
  }

  get opened(): Opened<MeshProtocol> | undefined {
    return this.frames.flatMap(({ opened }) => opened ?? [])[0];
  }

  async say(frame: unknown): Promise<void> {
    this.#onMessage(typeof frame === 'string' ? frame : JSON.stringify(frame));
    await settle();
  }

  ask(body: object): Promise<void> {
    this.#number += 1;
    return this.say({ number: this.#number, heard: 0, body });
  }

  async vanish(): Promise<void> {
    this.#onClose();
    await settle();
  }

  of<Type extends Body['type']>(type: Type): Extract<Body, { type: Type }>[] {
    return this.frames
      .flatMap(({ body }) => body ?? [])
      .filter((body): body is Extract<Body, { type: Type }> => body.type === type);
  }
}

const joinWith = (token: unknown): object => ({ opening: { token, heard: 0 } });
const first = (body: object): object => ({ number: 1, heard: 0, body });

async function tokenFor(world: MeshWorld, participant: string, room = 'room'): Promise<string> {
  const credentials = (await world.mint(participant, { room })) as { token: string };
  return credentials.token;
}

async function seated(world: MeshWorld, participant: string, room = 'room'): Promise<Client> {
  const client = new Client(world);
  await client.say(joinWith(await tokenFor(world, participant, room)));
  expect(client.opened).toBeDefined();
  await client.ask({ type: 'publications', publications: [] });
  return client;
}

/** The connection by which the others know somebody. */
async function connectionOf(world: MeshWorld, participant: string): Promise<string> {
  const present = await world.backend.listParticipants('room');
  return present.find((each) => each.participant === participant)?.connection ?? '';
}

const publication = { id: 'p', stream: 's', source: 'camera', kind: 'video', muted: false };
const candidate = {
  type: 'candidate',
  candidate: 'candidate:1',
  sdpMid: '0',
  sdpMLineIndex: 0,
  usernameFragment: 'u',
};
const offer = { type: 'description', round: 1, description: { type: 'offer', sdp: 'v=0' } };

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
    participantsOf: () => [],
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
