import type { SignallingSocket } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../../fixtures/expectations.ts';
import { settle } from '../../fixtures/manual-clock.ts';
import { MeshWorld } from '../../fixtures/mesh-world.ts';
import { closeCodeOf } from '../mesh-errors.ts';
import type { ServerFrame } from '../mesh-wire.ts';
import { meshBackend } from './index.ts';

/** A browser that says what it is told to. */
class Client {
  readonly frames: ServerFrame[] = [];
  closed: number | undefined;
  #onMessage: (text: string) => void = () => undefined;
  #onClose: () => void = () => undefined;

  constructor(world: MeshWorld) {
    const socket: SignallingSocket = {
      send: (text) => void this.frames.push(JSON.parse(text) as ServerFrame),
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

  async say(frame: unknown): Promise<void> {
    this.#onMessage(typeof frame === 'string' ? frame : JSON.stringify(frame));
    await settle();
  }

  async vanish(): Promise<void> {
    this.#onClose();
    await settle();
  }

  of<Type extends ServerFrame['type']>(type: Type): Extract<ServerFrame, { type: Type }>[] {
    return this.frames.filter((frame): frame is Extract<ServerFrame, { type: Type }> => frame.type === type);
  }
}

const joinWith = (token: unknown): object => ({ type: 'join', token, publications: [] });

async function tokenFor(world: MeshWorld, participant: string, room = 'room'): Promise<string> {
  const credentials = (await world.mint(participant, { room })) as { token: string };
  return credentials.token;
}

async function seated(world: MeshWorld, participant: string, room = 'room'): Promise<Client> {
  const client = new Client(world);
  await client.say(joinWith(await tokenFor(world, participant, room)));
  expect(client.of('joined')).toHaveLength(1);
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
    expect(client.closed).toBe(closeCodeOf('unreachable'));
  });

  test.each([
    ['no JSON', '{'],
    ['no object', '7'],
    ['null', 'null'],
    ['no type', {}],
    ['an unknown type', { type: 'shout' }],
    ['a signal before the join', { type: 'signal', to: 'x', signal: offer }],
    ['publications before the join', { type: 'publications', publications: [] }],
    ['a join without a token', { type: 'join', publications: [] }],
    ['a join with a token that is no text', joinWith(7)],
    ['a join with an endless token', joinWith('x'.repeat(10_000))],
    ['a join with more than belongs there', { ...joinWith('x'), room: 'other' }],
    ['a frame that is too long', `{"type":"pong"${' '.repeat(140_000)}}`],
  ])('refuses %s', async (_, frame) => {
    const client = new Client(new MeshWorld());
    await client.say(frame);
    expect(client.closed).toBe(closeCodeOf('malformed'));
    expect(client.frames).toEqual([]);
  });

  test('refuses a forged token', async () => {
    const client = new Client(new MeshWorld());
    await client.say(joinWith('forged'));
    expect(client.closed).toBe(closeCodeOf('credentials-rejected'));
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
    await client.say(frame);
    expect(client.closed).toBe(closeCodeOf('malformed'));
    expect(await world.backend.listParticipants('room')).toEqual([]);
  });

  test('signals reach the one they are for, with their sender, and nobody else', async () => {
    const world = new MeshWorld();
    const [a, b, c] = [await seated(world, 'a'), await seated(world, 'b'), await seated(world, 'c')];
    const to = await connectionOf(world, 'b');
    for (const signal of [offer, candidate]) await a.say({ type: 'signal', to, signal });
    const from = await connectionOf(world, 'a');
    expect(b.of('signal')).toEqual([offer, candidate].map((signal) => ({ type: 'signal', from, signal })));
    expect([...a.of('signal'), ...c.of('signal')]).toEqual([]);
  });

  test('signals to another room, to oneself and to nobody go nowhere', async () => {
    const world = new MeshWorld();
    const a = await seated(world, 'a');
    const stranger = await seated(world, 'x', 'other');
    const [present] = await world.backend.listParticipants('other');
    for (const to of [present?.connection, await connectionOf(world, 'a'), 'nobody']) {
      await a.say({ type: 'signal', to, signal: offer });
    }
    expect([...stranger.of('signal'), ...a.of('signal')]).toEqual([]);
    expect(a.closed).toBeUndefined();
  });

  test('publications are told to the room only', async () => {
    const world = new MeshWorld();
    const [a, b] = [await seated(world, 'a'), await seated(world, 'b')];
    const stranger = await seated(world, 'x', 'other');
    await a.say({ type: 'publications', publications: [publication] });
    const from = await connectionOf(world, 'a');
    expect(b.of('publications')).toEqual([{ type: 'publications', from, publications: [publication] }]);
    expect(stranger.of('publications')).toEqual([]);
    const late = await seated(world, 'c');
    expect(late.of('joined')[0]?.members.flatMap(({ publications }) => publications)).toEqual([publication]);
  });

  test('who answers pings stays, who does not is gone after the grace time', async () => {
    const world = new MeshWorld();
    const [a, b] = [await seated(world, 'a'), await seated(world, 'b')];
    const silentSince = world.clock.now();
    for (let seconds = 0; seconds < 56; seconds += 8) {
      await world.clock.advance(8_000);
      await a.say({ type: 'pong' });
    }
    expect(a.of('ping')).toHaveLength(7);
    expect(a.closed).toBeUndefined();
    expect(b.closed).toBe(closeCodeOf('unreachable'));
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
    await a.say({ type: 'leave' });
    expect(a.closed).toBe(1000);
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
    await again.say(joinWith(a.of('joined')[0]?.resume));
    expect(again.of('joined')).toHaveLength(1);
    await world.clock.advance(7_000);
    expect(world.observations).toHaveLength(count);
  });

  test('who comes back after the grace time is not let in on the old connection', async () => {
    const world = new MeshWorld();
    const a = await seated(world, 'a');
    await a.vanish();
    await world.clock.advance(31_000);
    const again = new Client(world);
    await again.say(joinWith(a.of('joined')[0]?.resume));
    expect(again.closed).toBe(closeCodeOf('connection-lost'));
  });

  test('a second socket of one connection takes over from the first', async () => {
    const world = new MeshWorld();
    const a = await seated(world, 'a');
    const again = new Client(world);
    await again.say(joinWith(a.of('joined')[0]?.resume));
    expect(a.closed).toBe(closeCodeOf('unreachable'));
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
    expect(client.closed).toBe(closeCodeOf('room-full'));
  });

  test('closing lets go of everything and reports nobody as gone', async () => {
    const world = new MeshWorld();
    const waiting = new Client(world);
    const client = await seated(world, 'a');
    await world.backend.close();
    expect([waiting.closed, client.closed]).toEqual([closeCodeOf('unreachable'), closeCodeOf('unreachable')]);
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
