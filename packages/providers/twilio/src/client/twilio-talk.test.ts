import { EventEmitter } from 'node:events';
import type { ProviderEvent } from '@patchbay/contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTwilioTalk, talkTrackName } from './twilio-talk.ts';
import type { TwilioPerson } from './twilio-sdk.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const person = (sid: string, name = talkTrackName, isSubscribed = false) => {
  const publication = {
    trackSid: `MT-${sid}`,
    trackName: name,
    kind: 'data',
    isTrackEnabled: true,
    track: isSubscribed ? { name } : null,
  };
  const tracks = new Map([[publication.trackSid, publication]]);
  return Object.assign(new EventEmitter(), { sid, identity: `id-of-${sid}`, tracks, publication });
};
type Person = ReturnType<typeof person>;

/** A room of our own, in which nothing happens but what the test says. */
function talkAmong(...present: readonly Person[]) {
  const participants = new Map<string, TwilioPerson>(present.map((one) => [one.sid, one]));
  const noBody = (): never => {
    throw new Error('Talking needs nothing of the kind.');
  };
  const self = { sid: 'PA0', identity: 'me', publishTrack: noBody };
  const room = Object.assign(new EventEmitter(), {
    participants,
    localParticipant: Object.assign(new EventEmitter(), self),
    state: 'connected',
    disconnect: noBody,
    getStats: noBody,
  });
  const notes: unknown[] = [];
  const events: ProviderEvent[] = [];
  const track = { name: talkTrackName, send: (data: string) => void notes.push(JSON.parse(data)) };
  const talk = createTwilioTalk(room, track, 'my-key', (event) => events.push(event));
  return {
    talk,
    notes,
    events,
    subscribe: (one: Person) => {
      one.publication.track = { name: one.publication.trackName };
      room.emit('trackSubscribed', one.publication.track, one.publication, one);
    },
    say: (one: Person, note: unknown, name = talkTrackName) =>
      room.emit('trackMessage', JSON.stringify(note), { name }, one),
    arrive: (one: Person) => {
      participants.set(one.sid, one);
      room.emit('participantConnected', one);
    },
    leave: (one: Person) => {
      participants.delete(one.sid);
      room.emit('participantDisconnected', one);
    },
    end: () => room.emit('disconnected', room),
  };
}

const hello = (userKey: string, ...hears: readonly string[]) => ({ hello: { userKey, hears } });

describe('saying hello', () => {
  test('to whom one begins to hear, with all whom one hears', () => {
    const [a, b] = [person('PA1'), person('PA2')];
    const { notes, subscribe } = talkAmong(a, b);
    subscribe(a);
    subscribe(b);
    expect(notes).toEqual([hello('my-key', 'PA1'), hello('my-key', 'PA1', 'PA2')]);
  });

  test('to who was heard at the join already', () => {
    expect(talkAmong(person('PA1', talkTrackName, true)).notes).toEqual([hello('my-key', 'PA1')]);
  });

  test('once in answer to who hears us now, and not again', () => {
    const a = person('PA1');
    const { notes, subscribe, say } = talkAmong(a);
    subscribe(a);
    say(a, hello('key-a', 'PA0'));
    say(a, hello('key-a', 'PA0'));
    expect(notes).toHaveLength(2);
  });

  test('not in answer to who does not hear us', () => {
    const a = person('PA1');
    const { notes, say } = talkAmong(a);
    say(a, hello('key-a'));
    expect(notes).toEqual([]);
  });

  test('not to other people’s data tracks', () => {
    const a = person('PA1', 'whiteboard');
    const { notes, subscribe, say, events } = talkAmong(a);
    subscribe(a);
    say(a, hello('key-a', 'PA0'), 'whiteboard');
    expect([notes, events]).toEqual([[], []]);
  });
});

describe('who comes', () => {
  test('is told with the hello, not before', () => {
    const a = person('PA1');
    const { events, arrive, say } = talkAmong();
    arrive(a);
    expect(events).toEqual([]);
    say(a, hello('key-a', 'PA0'));
    expect(events).toEqual([
      { type: 'participant-joined', participant: { id: 'id-of-PA1', userKey: 'key-a' } },
    ]);
  });

  test('without a hello is told in the end, unnamed', async () => {
    const { events, arrive } = talkAmong();
    arrive(person('PA1'));
    await vi.advanceTimersByTimeAsync(4999);
    expect(events).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(events).toEqual([
      { type: 'participant-joined', participant: { id: 'id-of-PA1', userKey: undefined } },
    ]);
  });

  test('and goes without a word was never there', async () => {
    const a = person('PA1');
    const { events, arrive, leave } = talkAmong();
    arrive(a);
    leave(a);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(events).toEqual([]);
  });
});

describe('a message', () => {
  const sendingTo = async (...present: readonly Person[]) => {
    const room = talkAmong(...present);
    let isSent = false;
    const sending = room.talk.send('hi').then(() => (isSent = true));
    await vi.advanceTimersByTimeAsync(0);
    return { ...room, sending, isSent: () => isSent };
  };

  test('goes at once to nobody', async () => {
    const { isSent, notes } = await sendingTo();
    expect([isSent(), notes]).toEqual([true, [{ message: 'hi' }]]);
  });

  test('waits until everybody hears us, also who came meanwhile', async () => {
    const [a, b] = [person('PA1'), person('PA2')];
    const { isSent, say, arrive, notes } = await sendingTo(a);
    arrive(b);
    say(a, hello('key-a', 'PA0'));
    await vi.advanceTimersByTimeAsync(0);
    expect(isSent()).toBe(false);
    say(b, hello('key-b', 'PA0'));
    await vi.advanceTimersByTimeAsync(0);
    expect(isSent()).toBe(true);
    expect(notes.at(-1)).toEqual({ message: 'hi' });
  });

  test('does not wait for who has left, nor for long for who is no client of ours', async () => {
    const [a, b] = [person('PA1'), person('PA2')];
    const { isSent, leave } = await sendingTo(a, b);
    leave(a);
    await vi.advanceTimersByTimeAsync(4999);
    expect(isSent()).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isSent()).toBe(true);
  });

  test('does not wait in a room that has ended', async () => {
    const { isSent, end } = await sendingTo(person('PA1'));
    end();
    await vi.advanceTimersByTimeAsync(0);
    expect(isSent()).toBe(true);
  });

  test('keeps its place behind the one before', async () => {
    const a = person('PA1');
    const { talk, say, notes } = talkAmong(a);
    const sending = [talk.send(1), talk.send(2), talk.send(3)];
    say(a, hello('key-a', 'PA0'));
    await Promise.all(sending);
    expect(notes.slice(-3)).toEqual([{ message: 1 }, { message: 2 }, { message: 3 }]);
  });

  test('of somebody else is told with who said it', () => {
    const a = person('PA1');
    const { events, say } = talkAmong(a);
    say(a, { message: { text: 'hello' } });
    expect(events).toEqual([{ type: 'message', from: 'id-of-PA1', message: { text: 'hello' } }]);
  });
});
