import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ask,
  createRoom,
  join,
  mintToken,
  rest,
  trackOf,
  TwilioClient,
} from '../../fixtures/twilio-client.ts';
import { startTwilioEmulator, type TwilioEmulator } from './start-twilio-emulator.ts';

let emulator: TwilioEmulator;
beforeEach(async () => {
  emulator = await startTwilioEmulator();
  await createRoom(emulator, { MaxParticipants: '3' });
});
afterEach(() => emulator.close());

type People = readonly { readonly identity: string; readonly state: string; readonly tracks: unknown[] }[];
const people = (body: Readonly<Record<string, unknown>>) => (body['participants'] ?? []) as People;
const named =
  (identity: string, state = 'connected') =>
  (body: Readonly<Record<string, unknown>>) =>
    people(body).some((one) => one.identity === identity && one.state === state);

describe('the envelope', () => {
  test('is agreed upon, and heartbeats are answered', async () => {
    const client = await TwilioClient.open(emulator.signallingUrl);
    client.hello({ type: 'ice', token: mintToken(emulator, 'room-1', 'person-1') });
    expect(await client.hears('iced')).toMatchObject({ ice_servers: [] });
    expect(client.envelopes[0]).toEqual({ type: 'welcome', negotiatedTimeout: 5000 });
    client.write({ type: 'heartbeat' });
    await client.until(() => client.envelopes.some(({ type }) => type === 'heartbeat'));
    client.write({ type: 'bye' });
    expect(await client.closed).toBe(true);
  });

  test.each([
    ['no JSON', 'hello'],
    ['another version', JSON.stringify({ type: 'hello', version: 1, timeout: 1 })],
    ['an unknown kind', JSON.stringify({ type: 'shout' })],
    ['an unknown message', JSON.stringify({ type: 'msg', body: { type: 'dance' } })],
    ['half a message', JSON.stringify({ type: 'msg', body: { type: 'connect' } })],
  ])('with %s is bad, and no harm done', async (_name, frame) => {
    const client = await TwilioClient.open(emulator.signallingUrl);
    client.write(frame.startsWith('{') ? (JSON.parse(frame) as Record<string, unknown>) : { frame });
    await client.until(() => client.envelopes.some(({ type }) => type === 'bad'));
    expect(client.isClosed).toBe(false);
  });

  test('elsewhere is refused', async () => {
    await expect(TwilioClient.open(`${emulator.signallingUrl}/elsewhere`)).rejects.toThrow('404');
  });
});

describe('joining', () => {
  test('tells the newcomer who is there and what they publish, and the others who came', async () => {
    const first = await join(emulator, 'room-1', 'person-1', { tracks: [trackOf('data-1', 'data')] });
    const second = await join(emulator, 'room-1', 'person-2');
    expect(second.connected).toMatchObject({
      name: 'room-1',
      options: { session_timeout: 30 },
      participant: { identity: 'person-2' },
      participants: [{ identity: 'person-1', sid: first.sid, state: 'connected' }],
      subscribed: { tracks: [{ id: 'data-1' }] },
    });
    const news = await first.client.hears('update', named('person-2'));
    expect(people(news)).toMatchObject([{ identity: 'person-2', state: 'connected' }]);
  });

  test('closes the connection meant for a media server, and has the newcomer make one per person', async () => {
    await join(emulator, 'room-1', 'person-1');
    const { connected } = await join(emulator, 'room-1', 'person-2');
    expect(connected['peer_connections']).toEqual([
      { id: 'spare-person-2', description: { type: 'close' } },
      { id: expect.any(String), description: { type: 'create-offer', revision: 1 } },
    ]);
  });

  test('a full room is refused', async () => {
    for (const identity of ['person-1', 'person-2', 'person-3']) await join(emulator, 'room-1', identity);
    expect(await (await ask(emulator, 'room-1', 'person-4')).hears('error')).toMatchObject({ code: 53105 });
  });

  test('no room is refused, and so is one that is over', async () => {
    expect(await (await ask(emulator, 'room-2', 'person-1')).hears('error')).toMatchObject({ code: 53106 });
    await rest(emulator, '/v1/Rooms/room-1', { Status: 'completed' });
    expect(await (await ask(emulator, 'room-1', 'person-1')).hears('error')).toMatchObject({ code: 53118 });
  });

  test('another room than the token names is refused', async () => {
    await createRoom(emulator, { UniqueName: 'room-2' });
    const client = await ask(emulator, 'room-2', 'person-1', {
      token: mintToken(emulator, 'room-1', 'person-1'),
    });
    expect(await client.hears('error')).toMatchObject({ code: 20106 });
  });

  test.each([
    [{ secret: 'another' }, 20107],
    [{ claims: { exp: 1 } }, 20104],
    [{ grants: {} }, 20106],
  ])('with a token of %j is refused with %i', async (terms, code) => {
    const client = await TwilioClient.open(emulator.signallingUrl);
    client.hello({ type: 'ice', token: mintToken(emulator, 'room-1', 'person-1', terms) });
    expect(await client.hears('error')).toMatchObject({ code });
  });

  test('as somebody who is there sends the older one away, and takes no other seat', async () => {
    const older = await join(emulator, 'room-1', 'person-1');
    const witness = await join(emulator, 'room-1', 'person-2');
    await join(emulator, 'room-1', 'person-3');
    const newer = await join(emulator, 'room-1', 'person-1');
    expect(await older.client.hears('error')).toMatchObject({ code: 53205 });
    await witness.client.hears('update', named('person-1', 'disconnected'));
    expect(newer.sid).not.toBe(older.sid);
  });
});

describe('tracks', () => {
  const publish = (client: TwilioClient, revision: number, ...tracks: readonly object[]) =>
    client.say({ type: 'update', version: 2, participant: { revision, tracks } });

  test('get an id, and are told to the others with it', async () => {
    const first = await join(emulator, 'room-1', 'person-1');
    const second = await join(emulator, 'room-1', 'person-2');
    publish(first.client, 2, trackOf('camera'));
    const { published } = (await first.client.hears('update', (body) => 'published' in body)) as {
      published?: { tracks: { sid: string }[] };
    };
    expect(published?.tracks).toMatchObject([{ id: 'camera', state: 'ready' }]);
    const news = await second.client.hears('update', (body) => people(body)[0]?.tracks.length === 1);
    expect(people(news)[0]?.tracks).toMatchObject([{ sid: published?.tracks[0]?.sid, name: 'video-camera' }]);
  });

  test('are told as disabled and as gone', async () => {
    const first = await join(emulator, 'room-1', 'person-1', { tracks: [trackOf('camera')] });
    const second = await join(emulator, 'room-1', 'person-2');
    publish(first.client, 2, trackOf('camera', 'video', false));
    const muted = await second.client.hears('update', (body) => people(body).length === 1);
    expect(people(muted)[0]?.tracks).toMatchObject([{ name: 'video-camera', enabled: false }]);
    publish(first.client, 3);
    const gone = await second.client.hears('update', (body) => people(body)[0]?.tracks.length === 0);
    expect(gone['subscribed']).toMatchObject({ tracks: [] });
  });

  test('of an older state change nothing', async () => {
    const first = await join(emulator, 'room-1', 'person-1');
    publish(first.client, 5, trackOf('camera'));
    await first.client.hears('update', (body) => 'published' in body);
    publish(first.client, 4);
    const { connected } = await join(emulator, 'room-1', 'person-2');
    expect(people(connected)[0]?.tracks).toHaveLength(1);
  });

  test('are received once they are offered, by the name of their section', async () => {
    const first = await join(emulator, 'room-1', 'person-1');
    const second = await join(emulator, 'room-1', 'person-2');
    const [, link] = second.connected['peer_connections'] as { id: string }[];
    const sdp = 'v=0\r\nm=video 9\r\na=mid:1\r\na=sendrecv\r\na=msid:s camera\r\n';
    publish(second.client, 2, trackOf('camera'));
    const before = await first.client.hears('update', (body) => people(body)[0]?.tracks.length === 1);
    expect(before['subscribed']).toMatchObject({ tracks: [] });
    second.client.say({
      type: 'update',
      version: 2,
      peer_connections: [{ id: link?.id, description: { type: 'offer', revision: 2, sdp } }],
    });
    const after = await first.client.hears('update', (body) => 'peer_connections' in body);
    expect(after['subscribed']).toMatchObject({ tracks: [{ id: `${link?.id}-1` }] });
  });
});

describe('leaving', () => {
  test('is told to the others, whose connection is closed', async () => {
    const first = await join(emulator, 'room-1', 'person-1');
    const second = await join(emulator, 'room-1', 'person-2');
    second.client.say({ type: 'disconnect', version: 2 });
    await first.client.hears('update', named('person-2', 'disconnected'));
    const closed = await first.client.hears('update', (body) => 'peer_connections' in body);
    expect(closed['peer_connections']).toMatchObject([{ description: { type: 'close' } }]);
  });

  test('is everybody’s when the room is completed', async () => {
    const clients = [await join(emulator, 'room-1', 'person-1'), await join(emulator, 'room-1', 'person-2')];
    await rest(emulator, '/v1/Rooms/room-1', { Status: 'completed' });
    for (const { client } of clients)
      expect(await client.hears('disconnected')).toEqual({ type: 'disconnected', status: 'completed' });
  });
});
