import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askDaily, createRoom, DailyClient, signToken, tokenFor } from '../../fixtures/daily-client.ts';
import { type DailyEmulator, type DailyErrorType, startDailyEmulator } from './index.ts';

let emulator: DailyEmulator;
const clients: DailyClient[] = [];
const open = (): DailyClient => {
  const client = new DailyClient(emulator);
  clients.push(client);
  return client;
};
const join = async (room: string, userId: string, userData: unknown = {}) => {
  const client = open();
  const { self, others } = await client.join(room, tokenFor(emulator, room, userId), userData);
  return { client, session: self.session, self, others };
};

beforeEach(async () => {
  emulator = await startDailyEmulator();
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await emulator.close();
});

/** Two people in one room, who have heard of each other. */
async function pair() {
  const room = await createRoom(emulator);
  const first = await join(room, 'first');
  const second = await join(room, 'second');
  await first.client.hear('person-joined');
  return { room, first, second };
}

describe('joining', () => {
  test('tells who is there, and those who are there', async () => {
    const room = await createRoom(emulator);
    const first = await join(room, 'first', { note: 1 });
    expect(first.others).toEqual([]);
    const second = await join(room, 'second');
    expect(second.others).toMatchObject([{ session: first.session, userId: 'first', userData: { note: 1 } }]);
    expect(await first.client.hear('person-joined')).toMatchObject({
      person: { session: second.session, userId: 'second', tracks: {} },
    });
  });

  test('a room that is not there is no-room', async () => {
    expect(await open().refusal('nowhere', tokenFor(emulator, 'nowhere', 'user-1'))).toBe('no-room');
  });

  test.each([
    ['not-allowed', { r: 'another-room' }],
    ['exp-token', { exp: 1 }],
    ['nbf-token', { nbf: 99_999_999_999 }],
  ])('is refused with %s', async (type, claims) => {
    const room = await createRoom(emulator);
    const { domainId, apiKey } = emulator.account;
    expect(await open().refusal(room, signToken({ d: domainId, r: room, ...claims }, apiKey))).toBe(type);
  });

  test('a room that has expired is exp-room', async () => {
    const room = await createRoom(emulator, { exp: 1 });
    expect(await open().refusal(room, tokenFor(emulator, room, 'user-1'))).toBe('exp-room');
  });

  test('a full room is meeting-full', async () => {
    const room = await createRoom(emulator, { max_participants: 1 });
    await join(room, 'first');
    expect(await open().refusal(room, tokenFor(emulator, room, 'second'))).toBe('meeting-full');
  });

  test('again under one user id ends the earlier where ids are unique, even in a full room', async () => {
    const room = await createRoom(emulator, { enforce_unique_user_ids: true, max_participants: 1 });
    const first = await join(room, 'same');
    await join(room, 'same');
    expect(await first.client.hear('ended')).toEqual({ type: 'ended', error: 'ejected' });
  });

  test('again under one user id is a second person where they are not', async () => {
    const room = await createRoom(emulator);
    const first = await join(room, 'same');
    const second = await join(room, 'same');
    expect(second.others).toMatchObject([{ session: first.session, userId: 'same' }]);
  });

  test.each<DailyErrorType>(['end-of-life', 'connection-error', 'nbf-room', 'meeting-full'])(
    'is refused with %s on demand',
    async (type) => {
      const room = await createRoom(emulator);
      const token = tokenFor(emulator, room, 'user-1');
      emulator.faults.refuseJoins(type);
      expect(await open().refusal(room, token)).toBe(type);
      emulator.faults.refuseJoins(undefined);
      expect(await open().join(room, token)).toMatchObject({ self: { userId: 'user-1' } });
    },
  );
});

describe('in the room', () => {
  test('what somebody sends and notes is told to the others, and to who comes later', async () => {
    const { room, first, second } = await pair();
    await first.client.say({ type: 'tracks', tracks: { audio: 'audio' } });
    await first.client.say({ type: 'user-data', data: { muted: true } });
    expect(await second.client.hear('person-updated')).toMatchObject({
      person: { tracks: { audio: 'audio' } },
    });
    const told = { session: first.session, tracks: { audio: 'audio' }, userData: { muted: true } };
    expect(await second.client.hear('person-updated')).toMatchObject({ person: told });
    const third = await join(room, 'third');
    expect(third.others[0]).toMatchObject(told);
  });

  test('a message goes to everybody else, or to one', async () => {
    const { room, first, second } = await pair();
    const third = await join(room, 'third');
    await first.client.say({ type: 'message', data: 'to one', to: second.session });
    await first.client.say({ type: 'message', data: 'to all', to: '*' });
    const all = { type: 'message', data: 'to all', from: first.session };
    expect(await second.client.hear('message')).toEqual({ ...all, data: 'to one' });
    expect(await second.client.hear('message')).toEqual(all);
    expect(await third.client.hear('message')).toEqual(all);
    expect(first.client.heard.filter(({ type }) => type === 'message')).toEqual([]);
  });

  test('a signal goes to the one whom it is for, and to no other room', async () => {
    const { first, second } = await pair();
    const stranger = await join(await createRoom(emulator), 'stranger');
    await first.client.say({ type: 'signal', to: stranger.session, data: 'lost' });
    await first.client.say({ type: 'signal', to: second.session, data: 'found' });
    expect(await second.client.hear('signal')).toEqual({
      type: 'signal',
      data: 'found',
      from: first.session,
    });
    expect(stranger.client.heard).toEqual([]);
  });

  test.each(['', 'text', '[]', '{"type":"of-the-future"}', '{"type":"tracks","tracks":{"audio":7}}'])(
    '%j harms nobody',
    async (text) => {
      const { first, second } = await pair();
      await first.client.say(text);
      await first.client.say({ type: 'message', data: 'still here', to: '*' });
      expect(await second.client.hear('message')).toMatchObject({ data: 'still here' });
    },
  );

  test('nothing said before joining is heard', async () => {
    const { first } = await pair();
    const stranger = open();
    await stranger.say({ type: 'message', data: 'hello', to: first.session });
    await stranger.say({ type: 'resume', session: 'made-up' });
    expect(await stranger.hear('ended')).toEqual({ type: 'ended', error: 'connection-error' });
    expect(first.client.heard).toEqual([]);
  });
});

describe('the end', () => {
  test('is told to the others when somebody leaves', async () => {
    const { first, second } = await pair();
    await second.client.say({ type: 'leave' });
    expect(await first.client.hear('person-left')).toEqual({ type: 'person-left', session: second.session });
  });

  test('is ejection for whom REST ejects, by user id', async () => {
    const { room, first, second } = await pair();
    const { body } = await askDaily(emulator, 'POST', `/rooms/${room}/eject`, { user_ids: ['second'] });
    expect(body).toEqual({ ejectedIds: [second.session] });
    expect(await second.client.hear('ended')).toEqual({ type: 'ended', error: 'ejected' });
    expect(await first.client.hear('person-left')).toMatchObject({ session: second.session });
  });

  test('is no-room for everybody when the room is deleted', async () => {
    const { room, first, second } = await pair();
    await askDaily(emulator, 'DELETE', `/rooms/${room}`);
    for (const { client } of [first, second])
      expect(await client.hear('ended')).toEqual({ type: 'ended', error: 'no-room' });
  });
});

describe('an interruption', () => {
  test('lasts until it is lifted, and what was missed is told then', async () => {
    const { room, first, second } = await pair();
    const lift = emulator.faults.interrupt(room, 'second');
    await second.client.closed;
    const early = open();
    await early.say({ type: 'resume', session: second.session });
    await early.closed;
    await first.client.say({ type: 'message', data: 'missed', to: '*' });
    await first.client.say({ type: 'tracks', tracks: { video: 'video' } });
    lift();
    const back = open();
    await back.say({ type: 'resume', session: second.session });
    expect(await back.hear('resumed')).toMatchObject({ others: [{ session: first.session }] });
    expect(await back.hear('message')).toMatchObject({ data: 'missed' });
    expect(first.client.heard.map(({ type }) => type)).not.toContain('person-left');
  });

  test('that lasts too long is the end', async () => {
    await emulator.close();
    emulator = await startDailyEmulator({ sessionSeconds: 0.05 });
    const { first, second } = await pair();
    second.client.close();
    expect(await first.client.hear('person-left')).toMatchObject({ session: second.session });
    const late = open();
    await late.say({ type: 'resume', session: second.session });
    expect(await late.hear('ended')).toMatchObject({ error: 'connection-error' });
  });

  test('is of somebody who is there', () => {
    expect(() => emulator.faults.interrupt('room', 'nobody')).toThrow(/Nobody/);
  });
});

test('signalling can be slow', async () => {
  const waiting: number[] = [];
  const schedule = (callback: () => void, milliseconds: number): (() => void) => {
    waiting.push(milliseconds);
    queueMicrotask(callback);
    return () => undefined;
  };
  await emulator.close();
  emulator = await startDailyEmulator({ schedule });
  emulator.faults.delaySignalling(300);
  await join(await createRoom(emulator), 'user-1');
  expect(waiting).toEqual([300]);
});
