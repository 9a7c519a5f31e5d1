import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
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

/** Timers that run when the test says so. */
const due: { readonly run: () => void; readonly milliseconds: number }[] = [];
const posted: URLSearchParams[] = [];
let emulator: TwilioEmulator;

beforeEach(async () => {
  due.length = 0;
  posted.length = 0;
  emulator = await startTwilioEmulator({
    sessionSeconds: 12,
    schedule: (run, milliseconds) => {
      const timer = { run, milliseconds };
      due.push(timer);
      return () => void (due.includes(timer) && due.splice(due.indexOf(timer), 1));
    },
    fetch: async (_input, init) => {
      if (init?.body instanceof URLSearchParams) posted.push(init.body);
      return new Response(null, { status: 204 });
    },
  });
  await createRoom(emulator, { StatusCallback: 'https://patchbay.test/hook' });
});
afterEach(() => emulator.close());

const state = (identity: string, wanted: string) => (body: Readonly<Record<string, unknown>>) =>
  ((body['participants'] ?? []) as { identity: string; state: string }[]).some(
    (one) => one.identity === identity && one.state === wanted,
  );

const resume = async (session: unknown, token: string, tracks: readonly object[] = []) => {
  const client = await TwilioClient.open(emulator.signallingUrl);
  client.hello({
    type: 'sync',
    version: 2,
    session,
    token,
    name: 'room-1',
    participant: { revision: 2, tracks },
    peer_connections: [],
  });
  return client;
};

describe('a connection that breaks', () => {
  test('is told to the others as reconnecting, and can be taken up again', async () => {
    const first = await join(emulator, 'room-1', 'person-1');
    const second = await join(emulator, 'room-1', 'person-2');
    second.client.breakOff();
    await first.client.hears('update', state('person-2', 'reconnecting'));
    const back = await resume(second.session, mintToken(emulator, 'room-1', 'person-2'), [trackOf('camera')]);
    expect(await back.hears('synced')).toMatchObject({
      participant: { sid: second.sid },
      participants: [{ identity: 'person-1', state: 'connected' }],
      peer_connections: [{ description: { type: 'create-offer' } }],
    });
    await first.client.hears('update', state('person-2', 'connected'));
    expect(due.map(({ milliseconds }) => milliseconds)).not.toContain(12_000);
  });

  test('for longer than the session lasts is a leave', async () => {
    const first = await join(emulator, 'room-1', 'person-1');
    const second = await join(emulator, 'room-1', 'person-2');
    second.client.breakOff();
    await first.client.hears('update', state('person-2', 'reconnecting'));
    due.find(({ milliseconds }) => milliseconds === 12_000)?.run();
    await first.client.hears('update', state('person-2', 'disconnected'));
    const late = await resume(second.session, mintToken(emulator, 'room-1', 'person-2'));
    expect(await late.hears('error')).toMatchObject({ code: 53204 });
  });

  test('is not taken up with a token that has run out', async () => {
    const { client, session } = await join(emulator, 'room-1', 'person-1');
    client.breakOff();
    const expired = mintToken(emulator, 'room-1', 'person-1', { claims: { exp: 1 } });
    expect(await (await resume(session, expired)).hears('error')).toMatchObject({ code: 20104 });
  });
});

describe('faults', () => {
  test('interrupt one person until they are lifted', async () => {
    const { client, session } = await join(emulator, 'room-1', 'person-1');
    const lift = emulator.faults.interrupt('room-1', 'person-1');
    await client.closed;
    const token = mintToken(emulator, 'room-1', 'person-1');
    await (
      await resume(session, token)
    ).closed;
    lift();
    expect(await (await resume(session, token)).hears('synced')).toMatchObject({ name: 'room-1' });
  });

  test('refuse joins with any of the vendor’s errors', async () => {
    emulator.faults.refuseJoins(53105);
    expect(await (await ask(emulator, 'room-1', 'person-1')).hears('error')).toMatchObject({ code: 53105 });
    emulator.faults.refuseJoins(undefined);
    await join(emulator, 'room-1', 'person-1');
  });

  test('delay what SDKs are told', async () => {
    const { client } = await join(emulator, 'room-1', 'person-1');
    const heartbeats = () => client.envelopes.filter(({ type }) => type === 'heartbeat');
    emulator.faults.delaySignalling(250);
    client.write({ type: 'heartbeat' });
    const late = await vi.waitFor(() => {
      const found = due.find(({ milliseconds }) => milliseconds === 250);
      if (!found) throw new Error('Nothing is late.');
      return found;
    });
    expect(heartbeats()).toEqual([]);
    late.run();
    expect(await client.until(() => heartbeats()[0])).toEqual({ type: 'heartbeat' });
  });

  test('fail REST calls as often as they are told', async () => {
    emulator.faults.failRest(429, 2);
    const statuses = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await rest(emulator, '/v1/Rooms')).status);
    expect(statuses).toEqual([429, 429, 200]);
  });

  test('lose the callbacks of who left', async () => {
    emulator.faults.loseLeaveEvents(true);
    const { client } = await join(emulator, 'room-1', 'person-1');
    const witness = await join(emulator, 'room-1', 'person-2');
    client.say({ type: 'disconnect', version: 2 });
    await witness.client.hears('update', state('person-1', 'disconnected'));
    await emulator.settled();
    const events = posted.map((body) => body.get('StatusCallbackEvent'));
    expect(events).toContain('participant-connected');
    expect(events).not.toContain('participant-disconnected');
  });
});

describe('a room', () => {
  const timeouts = () => due.map(({ milliseconds }) => milliseconds / 60_000);

  test('that nobody uses, or that is left, ends by itself', async () => {
    expect(timeouts()).toEqual([5]);
    const { client } = await join(emulator, 'room-1', 'person-1');
    expect(timeouts()).toEqual([]);
    client.say({ type: 'disconnect', version: 2 });
    client.write({ type: 'bye' });
    await client.closed;
    expect(timeouts()).toEqual([5]);
    due[0]?.run();
    expect((await rest(emulator, '/v1/Rooms')).body['rooms']).toEqual([]);
  });
});
