import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHmac } from 'node:crypto';
import type {
  BackendContext,
  ProviderBackend,
  ProviderObservation,
  WebhookVerdict,
} from '@patchbay/contract';
import { janusBackend } from '@patchbay/provider-janus/server';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type RunningJanusServer, startJanusServer } from '../servers/janus-server.ts';
import { eventually } from './eventually.ts';
import { type JanusPeer, openJanusPeer } from './janus-peer.ts';

interface Credentials {
  readonly url: string;
  readonly token: string;
  readonly roomToken: string;
}

const context: BackendContext = {
  publicUrl: 'http://patchbay.test',
  fetch,
  now: Date.now,
  randomId: () => crypto.randomUUID(),
  seal: () => Promise.resolve(''),
  open: () => Promise.resolve(undefined),
  participantsOf: async () => [],
  connections: { remember: async () => undefined, in: async () => new Map() },
  observe: () => undefined,
};

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describeWithServers('the server half of a real Janus', ['janus'], ({ janus }) => {
  let server: RunningJanusServer;
  let backend: ProviderBackend;
  const verdicts: WebhookVerdict[] = [];
  const peers: JanusPeer[] = [];
  const hook = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      const headers = new Map([['authorization', String(request.headers.authorization)]]);
      const verdict = await backend.receiveWebhook?.({ headers, body, receivedAt: Date.now() });
      if (verdict) verdicts.push(verdict);
      response.end();
    });
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    const webhookUrl = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`;
    server = await startJanusServer({ binary: janus, webhookUrl });
    backend = await janusBackend.create(server.settings, context);
  }, 60_000);
  afterEach(async () => {
    for (const peer of peers.splice(0)) await peer.close();
  });
  afterAll(async () => {
    await server?.stop();
    hook.closeAllConnections();
    await new Promise((resolve) => hook.close(resolve));
  });

  const openRoom = async (): Promise<string> => {
    const room = `room-${crypto.randomUUID()}`;
    return backend.createRoom({ room, maxParticipants: 2, emptyTimeoutSeconds: 60 });
  };
  const mint = async (room: string, participant: string, ttlSeconds = 60) =>
    (await backend.mintCredentials({
      room,
      participant,
      userKey: 'user',
      ttlSeconds,
    })) as unknown as Credentials;
  const open = async ({ url, token }: Pick<Credentials, 'url' | 'token'>): Promise<JanusPeer> => {
    const peer = await openJanusPeer(url, token);
    peers.push(peer);
    return peer;
  };
  const join = (peer: JanusPeer, room: string, id: string, token: string | undefined) =>
    peer.ask({ request: 'join', ptype: 'publisher', room, id, display: '{}', ...(token && { token }) });
  const seenOf = (room: string): readonly ProviderObservation[] =>
    verdicts
      .flatMap((verdict) => (verdict.accepted ? verdict.observations : []))
      .filter((one) => one.room === room);

  test('is let in with the right secrets, and says so', async () => {
    expect(await backend.check()).toMatchObject({ reachable: true });
    const wrong = { ...server.settings, adminSecret: 'not-the-secret-of-this-one' };
    const stranger = await janusBackend.create(wrong, context);
    expect(await stranger.check()).toMatchObject({ reachable: false });
    const request = { room: 'room', maxParticipants: 2, emptyTimeoutSeconds: 60 };
    await expect(stranger.createRoom(request)).rejects.toMatchObject({ code: 'credentials-rejected' });
    const keyless = await janusBackend.create(
      { ...server.settings, adminKey: 'not-the-key-of-this-one' },
      context,
    );
    await expect(keyless.createRoom(request)).rejects.toMatchObject({ code: 'credentials-rejected' });
  });

  test('makes a room twice and ends it twice', async () => {
    const room = await openRoom();
    const again = { room, vendorRoom: room, maxParticipants: 2, emptyTimeoutSeconds: 60 };
    expect(await backend.createRoom(again)).toBe(room);
    expect(await backend.listParticipants(room)).toEqual([]);
    await backend.endRoom(room);
    await backend.endRoom(room);
    expect(await backend.listParticipants(room)).toEqual([]);
    await expect(mint(room, 'ann')).rejects.toMatchObject({ code: 'room-not-found' });
  });

  test('mints a token that Janus takes, and takes no other', async () => {
    const { url, token } = await mint(await openRoom(), 'ann');
    await open({ url, token });
    const expired = `${Math.floor(Date.now() / 1000) - 1},janus,janus.plugin.videoroom`;
    const sign = (said: string, secret: string) =>
      `${said}:${createHmac('sha1', secret).update(said).digest('base64')}`;
    const refused = [
      sign(expired, server.settings.tokenSecret),
      sign(token.split(':')[0] ?? '', 'another secret'),
      token.replace('janus.plugin.textroom', 'janus.plugin.streaming'),
      '',
    ];
    for (const forged of refused)
      await expect(open({ url, token: forged })).rejects.toMatchObject({ code: 403 });
  });

  test('lets only those into a room who have a token for it', async () => {
    const [room, other] = [await openRoom(), await openRoom()];
    const credentials = await mint(room, 'ann');
    const elsewhere = await mint(other, 'ann');
    const peer = await open(credentials);
    for (const token of [undefined, 'ann.9999999999999.guess', elsewhere.roomToken]) {
      expect(await join(peer, room, 'ann~1~a', token)).toMatchObject({ error_code: 433 });
    }
    expect(await join(peer, room, 'ann~1~a', credentials.roomToken)).toMatchObject({ videoroom: 'joined' });
    expect(await backend.listParticipants(room)).toMatchObject([
      { kind: 'present', room, participant: 'ann', connection: 'ann~1~a', source: 'roster-poll' },
    ]);
  });

  test('lets nobody receive who is not in the room, nor record, nor change it', async () => {
    const room = await openRoom();
    const peer = await open(await mint(room, 'ann'));
    const streams = [{ feed: 'ann~1~a' }];
    for (const private_id of [undefined, 1]) {
      const about = {
        request: 'join',
        ptype: 'subscriber',
        room,
        streams,
        ...(private_id && { private_id }),
      };
      expect(await (await peer.attach()).ask(about)).toHaveProperty('error_code');
    }
    for (const request of ['destroy', 'enable_recording', 'allowed', 'edit']) {
      const about = { request, room, record: true, action: 'disable' };
      expect(await peer.ask(about)).toHaveProperty('error_code');
      expect(await peer.ask({ ...about, secret: 'guess' })).toMatchObject({ error_code: 433 });
    }
    expect(await peer.ask({ request: 'create', room: 'mine' })).toHaveProperty('error_code');
    expect(await peer.ask({ request: 'list' })).toMatchObject({ list: [] });
  });

  test('removes somebody, who stays out until there is a new ticket', async () => {
    const room = await openRoom();
    const credentials = await mint(room, 'ann');
    const peer = await open(credentials);
    await join(peer, room, 'ann~1~a', credentials.roomToken);
    await backend.removeParticipant(room, 'ann');
    await eventually(
      'the word of it',
      async () => peer.heard,
      (heard) => heard.some(({ reason }) => reason === 'kicked'),
    );
    expect(await join(await peer.attach(), room, 'ann~2~b', credentials.roomToken)).toMatchObject({
      error_code: 433,
    });
    expect(await backend.listParticipants(room)).toEqual([]);
    await backend.removeParticipant(room, 'ann');
    const again = await mint(room, 'ann');
    expect(await join(await peer.attach(), room, 'ann~3~c', again.roomToken)).toMatchObject({
      videoroom: 'joined',
    });
  });

  test('leaves others alone when somebody of a similar name is removed', async () => {
    const room = await openRoom();
    const [ann, anna] = [await mint(room, 'ann'), await mint(room, 'anna')];
    const peer = await open(anna);
    await join(peer, room, 'anna~1~a', anna.roomToken);
    await backend.removeParticipant(room, 'ann');
    expect(await backend.listParticipants(room)).toMatchObject([{ participant: 'anna' }]);
    expect(await join(await peer.attach(), room, 'anna~2~b', anna.roomToken)).toMatchObject({
      videoroom: 'joined',
    });
    expect(await join(await peer.attach(), room, 'ann~1~a', ann.roomToken)).toMatchObject({
      error_code: 433,
    });
  });

  test('takes back a ticket that has expired with the next one', async () => {
    const room = await openRoom();
    const expired = await mint(room, 'ann', -1);
    const peer = await open(await mint(room, 'bob'));
    expect(await join(peer, room, 'ann~1~a', expired.roomToken)).toMatchObject({ error_code: 433 });
  });

  test('starts and stops a recording, twice each, and stops none in a room that is gone', async () => {
    const room = await openRoom();
    await backend.startRecording?.(room);
    await backend.startRecording?.(room);
    await backend.stopRecording?.(room);
    await backend.stopRecording?.(room);
    await backend.endRoom(room);
    await expect(backend.startRecording?.(room)).rejects.toMatchObject({ code: 'room-not-found' });
    await backend.stopRecording?.(room);
  });

  test(
    'takes the events of Janus itself: who came, who left, who was removed, and the end',
    { timeout: 30_000 },
    async () => {
      const room = await openRoom();
      const [ann, bob] = [await mint(room, 'ann'), await mint(room, 'bob')];
      const [first, second] = [await open(ann), await open(bob)];
      const before = Date.now();
      await join(first, room, 'ann~1~a', ann.roomToken);
      await join(second, room, 'bob~1~b', bob.roomToken);
      await first.ask({ request: 'leave' });
      await backend.removeParticipant(room, 'bob');
      await backend.endRoom(room);
      const seen = await eventually(
        'all events',
        async () => seenOf(room),
        (all) => all.some(({ kind }) => kind === 'room-ended'),
      );
      expect(seen.map(({ kind, connection }) => [kind, connection])).toEqual([
        ['room-started', undefined],
        ['joined', 'ann~1~a'],
        ['joined', 'bob~1~b'],
        ['left', 'ann~1~a'],
        ['left', 'bob~1~b'],
        ['room-ended', undefined],
      ]);
      for (const { at, source } of seen.slice(1)) {
        expect(source).toBe('webhook');
        expect(at).toBeGreaterThanOrEqual(before - 5);
        expect(at).toBeLessThanOrEqual(Date.now() + 5);
      }
      expect(verdicts.every(({ accepted }) => accepted)).toBe(true);
    },
  );
});
