import { describe, expect, test } from 'vitest';
import { camera, codeOf, microphone, of, video } from '../fixtures/expectations.ts';
import { settle } from '../fixtures/manual-clock.ts';
import { MeshWorld } from '../fixtures/mesh-world.ts';

describe('publishing', () => {
  test('reaches those who are there and those who come later', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    const b = await world.join('b');
    const id = await a.connection.publish(camera());
    const micId = await a.connection.publish(microphone);
    await settle();
    const c = await world.join('c');
    for (const { events } of [b, c]) {
      expect(of(events, 'media-added').map(({ media }) => media)).toEqual([
        expect.objectContaining({ id, participantId: 'a', source: 'camera', kind: 'video', muted: false }),
        expect.objectContaining({ id: micId, participantId: 'a', source: 'microphone', kind: 'audio' }),
      ]);
    }
    expect(of(a.events, 'media-added')).toEqual([]);
  });

  test('alone in the room it resolves, and the first to come gets it', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    const id = await a.connection.publish(camera());
    const b = await world.join('b');
    expect(of(b.events, 'media-added').map(({ media }) => media.id)).toEqual([id]);
  });

  test('both ways at once', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    const b = await world.join('b');
    await Promise.all([a.connection.publish(camera()), b.connection.publish(camera())]);
    await settle();
    expect([of(a.events, 'media-added').length, of(b.events, 'media-added').length]).toEqual([1, 1]);
    // The offers really crossed, and one of the two gave way.
    expect(world.rtc.open.reduce((sum, { rollbacks }) => sum + rollbacks, 0)).toBe(1);
  });

  test('is undone when the browser does not take the track', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    const b = await world.join('b');
    for (const peer of world.rtc.open) peer.refusesTracks = true;
    expect(await codeOf(a.connection.publish(camera()))).toBe('provider-failure');
    expect(of(b.events, 'media-added')).toEqual([]);
    for (const peer of world.rtc.open) peer.refusesTracks = false;
    const id = await a.connection.publish(camera());
    const c = await world.join('c');
    expect(of(c.events, 'media-added').map(({ media }) => media.id)).toEqual([id]);
  });

  test('muting is told to those who are there and to those who come later', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    const b = await world.join('b');
    const id = await a.connection.publish(camera());
    await settle();
    await a.connection.setMuted(id, true);
    await settle();
    expect(of(b.events, 'media-muted')).toEqual([{ type: 'media-muted', id, muted: true }]);
    const c = await world.join('c');
    expect(of(c.events, 'media-added').map(({ media }) => media.muted)).toEqual([true]);
    await a.connection.setMuted(id, false);
    await settle();
    expect(of(c.events, 'media-muted')).toEqual([{ type: 'media-muted', id, muted: false }]);
  });

  test('replacing exchanges the track on every peer and announces nothing new', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    const b = await world.join('b');
    await world.join('c');
    const id = await a.connection.publish(camera());
    await settle();
    const seen = b.events.length;
    const other = video('other camera');
    await a.connection.replace(id, camera(other));
    const sent = world.rtc.open.flatMap(({ transceivers }) => transceivers.map(({ sender }) => sender.track));
    expect(sent).toEqual([other, other]);
    expect(b.events.slice(seen)).toEqual([]);
    const d = await world.join('d');
    expect(of(d.events, 'media-added').map(({ media }) => media.id)).toEqual([id]);
  });

  test('when replacing fails on one peer the old track goes on everywhere', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    await world.join('b');
    await world.join('c');
    const old = video('old');
    const id = await a.connection.publish(camera(old));
    const transceivers = world.rtc.open.flatMap((peer) => peer.transceivers);
    const last = transceivers.at(-1);
    if (last !== undefined) last.refusesTracks = true;
    const replacing = a.connection.replace(id, camera(video('new')));
    if (last !== undefined) queueMicrotask(() => (last.refusesTracks = false));
    expect(await codeOf(replacing)).toBe('provider-failure');
    expect(transceivers.map(({ sender }) => sender.track)).toEqual([old, old]);
  });

  test('unpublishing takes it back', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    const b = await world.join('b');
    const id = await a.connection.publish(camera());
    await settle();
    await a.connection.unpublish(id);
    await settle();
    expect(of(b.events, 'media-removed')).toEqual([{ type: 'media-removed', id }]);
    expect(world.rtc.open.flatMap(({ transceivers }) => transceivers).map(({ stopped }) => stopped)).toEqual([
      true,
    ]);
    const c = await world.join('c');
    expect(of(c.events, 'media-added')).toEqual([]);
    expect(await codeOf(a.connection.setMuted(id, true))).toBe('not-published');
    expect(await codeOf(a.connection.unpublish(id))).toBe('not-published');
    expect(await codeOf(a.connection.replace(id, camera()))).toBe('not-published');
  });
});

describe('messages', () => {
  test('to everybody, and to one, in order', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    const b = await world.join('b');
    const c = await world.join('c');
    await Promise.all([a.connection.send({ n: 1 }, undefined), a.connection.send({ n: 2 }, 'b')]);
    await a.connection.send({ n: 3 }, undefined);
    await settle();
    expect(of(b.events, 'message')).toEqual(
      [1, 2, 3].map((n) => ({ type: 'message', from: 'a', message: { n } })),
    );
    expect(of(c.events, 'message').map(({ message }) => message)).toEqual([{ n: 1 }, { n: 3 }]);
    expect(of(a.events, 'message')).toEqual([]);
  });

  test('to somebody the moment they are seen reach them', async () => {
    const world = new MeshWorld();
    const signal = new AbortController().signal;
    const credentials = await world.mint('a');
    let sending: Promise<void> | undefined;
    const a = await world.provider().connect({ credentials, userKey: 'key of a', signal }, ({ type }) => {
      if (type === 'participant-joined') sending = a.send('welcome', undefined);
    });
    const b = await world.join('b');
    await sending;
    await settle();
    expect(of(b.events, 'message').map(({ message }) => message)).toEqual(['welcome']);
  });

  test('wait until the channel is open, and never pass the server', async () => {
    const world = new MeshWorld();
    world.rtc.reachable = false;
    const a = await world.join('a');
    const b = await world.join('b');
    let sent = false;
    const sending = a.connection.send('hello', undefined).then(() => (sent = true));
    await settle();
    expect(sent).toBe(false);
    world.rtc.reachable = true;
    await world.clock.advance(15_000);
    await sending;
    expect(of(b.events, 'message').map(({ message }) => message)).toEqual(['hello']);
    expect(a.sockets.flatMap(({ sent }) => sent).filter((text) => text.includes('hello'))).toEqual([]);
  });

  test('to somebody who is not there are refused, also when they leave while it waits', async () => {
    const world = new MeshWorld();
    world.rtc.reachable = false;
    const a = await world.join('a');
    expect(await codeOf(a.connection.send('x', 'nobody'))).toBe('participant-not-found');
    const b = await world.join('b');
    const toOne = codeOf(a.connection.send('x', 'b'));
    const toAll = codeOf(a.connection.send('x', undefined));
    await b.connection.disconnect();
    expect(await toOne).toBe('participant-not-found');
    expect(await toAll).toBeUndefined();
  });

  test('that are not JSON are dropped', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    await world.join('b');
    for (const { channel } of world.rtc.open) {
      channel.send('{');
      channel.send(new ArrayBuffer(1));
    }
    await settle();
    expect(of(a.events, 'message')).toEqual([]);
  });
});

describe('the end', () => {
  test('leaving tells the others at once and leaves nothing behind', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    const b = await world.join('b');
    await b.connection.publish(camera());
    await settle();
    const seen = b.events.length;
    await b.connection.disconnect();
    await settle();
    expect(a.events.slice(-2).map(({ type }) => type)).toEqual(['media-removed', 'participant-left']);
    expect(b.events).toHaveLength(seen);
    expect(world.rtc.open).toEqual([]);
    expect(b.sockets.map(({ isOpen }) => isOpen)).toEqual([false]);
    await a.connection.disconnect();
    await settle();
    await world.clock.advance(300_000);
    expect(world.clock.pending).toBe(0);
  });

  test('closing the page is leaving', async () => {
    const world = new MeshWorld();
    const a = await world.join('a');
    const b = await world.join('b');
    b.leavePage();
    await settle();
    expect(of(a.events, 'participant-left')).toHaveLength(1);
  });

  test('a removed participant is told, and the old ticket does not let them in again', async () => {
    const world = new MeshWorld();
    const credentials = await world.mint('a');
    const a = await world.join('a', { credentials });
    const b = await world.join('b');
    await world.backend.removeParticipant('room', 'a');
    await settle();
    expect(a.events.at(-1)).toEqual({ type: 'closed', reason: 'removed', error: undefined });
    expect(of(b.events, 'participant-left')).toHaveLength(1);
    expect(await codeOf(world.join('a', { credentials }))).toBe('not-allowed');
    expect((await world.join('a')).connection.participantId).toBe('a');
  });

  test('an ended room is over for everybody, and no ticket opens it again', async () => {
    const world = new MeshWorld();
    const credentials = await world.mint('c');
    const a = await world.join('a');
    const b = await world.join('b');
    a.sockets[0]?.sever();
    await settle();
    const waiting = codeOf(a.connection.publish(camera()));
    await world.backend.endRoom('room');
    await world.clock.advance(500);
    for (const { events } of [a, b]) {
      expect(of(events, 'closed')).toEqual([{ type: 'closed', reason: 'room-ended', error: undefined }]);
      expect(events.at(-1)?.type).toBe('closed');
    }
    expect(await waiting).toBe('room-not-found');
    expect(await codeOf(world.join('c', { credentials }))).toBe('room-not-found');
    expect(await codeOf(world.mint('c'))).toBe('room-not-found');
    await world.backend.createRoom({ room: 'room', maxParticipants: 4, emptyTimeoutSeconds: 60 });
    expect((await world.join('c')).events).toEqual([]);
  });
});
