import { describe, expect, test, vi } from 'vitest';
import { eventsOf, fakeConsult, outgoing, settled } from '../../fixtures/fake-consult.ts';

const pair = async () => {
  const consult = fakeConsult();
  return { ...consult, ann: await consult.join('ann'), bob: await consult.join('bob') };
};

describe('publishing', () => {
  test('describes what is sent, so that others know it as that', async () => {
    const { ann, bob } = await pair();
    const id = await ann.connection.publish(outgoing('screen-audio', true));
    await settled();
    const about = { id, participantId: 'ann', source: 'screen-audio', kind: 'audio', muted: true };
    expect(eventsOf(bob, 'media-added')).toMatchObject([{ media: about }]);
  });

  test('marks each track so that the SDK never stops it', async () => {
    const { server, room, ann } = await pair();
    const media = outgoing('camera');
    const id = await ann.connection.publish(media);
    await ann.connection.unpublish(id);
    await ann.connection.disconnect();
    expect(media.track?.readyState).toBe('live');
    expect(() => server.sessionOf(room, 'ann')).toThrow('Nobody');
  });

  test('again after taking back is another publication', async () => {
    const { ann, bob } = await pair();
    const first = await ann.connection.publish(outgoing('camera'));
    await settled();
    await ann.connection.unpublish(first);
    const second = await ann.connection.publish(outgoing('camera'));
    await settled();
    expect(second).not.toBe(first);
    expect(eventsOf(bob, 'media-removed')).toEqual([{ type: 'media-removed', id: first }]);
    expect(eventsOf(bob, 'media-added').map(({ media }) => media.id)).toEqual([first, second]);
  });

  test('that Janus refuses is taken back, and can be tried again', async () => {
    const { server, ann, bob } = await pair();
    server.refusals.set('configure', 432);
    await expect(ann.connection.publish(outgoing('camera'))).rejects.toMatchObject({ code: 'room-full' });
    const id = await ann.connection.publish(outgoing('camera'));
    await settled();
    expect(eventsOf(bob, 'media-added').map(({ media }) => media.id)).toEqual([id]);
    expect((await ann.connection.stats()).outbound).toHaveLength(1);
  });

  test('needs a track', async () => {
    const { ann } = await pair();
    const device = {
      source: 'camera',
      kind: 'video',
      muted: false,
      track: undefined,
      deviceId: 'front',
    } as const;
    await expect(ann.connection.publish(device)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  test.each(['replace', 'unpublish', 'setMuted'] as const)(
    'what was not published is refused by %s',
    async (verb) => {
      const { connection } = (await pair()).ann;
      const calls = {
        replace: () => connection.replace('none', outgoing('camera')),
        unpublish: () => connection.unpublish('none'),
        setMuted: () => connection.setMuted('none', true),
      };
      await expect(calls[verb]()).rejects.toMatchObject({ code: 'not-published' });
    },
  );

  test('what was taken back is not published any more', async () => {
    const { connection } = (await pair()).ann;
    const id = await connection.publish(outgoing('camera'));
    await connection.unpublish(id);
    await expect(connection.setMuted(id, true)).rejects.toMatchObject({ code: 'not-published' });
  });
});

describe('receiving', () => {
  test('survives that somebody leaves between the word of a stream and the asking for it', async () => {
    const { server, ann, bob } = await pair();
    server.refusals.set('join', 428);
    const id = await ann.connection.publish(outgoing('camera'));
    await vi.waitFor(() => expect(eventsOf(bob, 'media-added').map(({ media }) => media.id)).toEqual([id]));
  });

  test('begins anew when the peer connection is gone', async () => {
    const { server, room, ann, bob } = await pair();
    const id = await ann.connection.publish(outgoing('camera'));
    await settled();
    const [first] = eventsOf(bob, 'media-added');
    server.sessionOf(room, 'bob').handles.at(-1)?.options.webrtcState?.(false);
    await settled();
    const again = eventsOf(bob, 'media-added').at(-1);
    expect(again?.media.id).toBe(id);
    expect(again?.media.track).not.toBe(first?.media.track);
    expect([eventsOf(bob, 'media-removed'), eventsOf(bob, 'closed')]).toEqual([[], []]);
  });
});

describe('messages', () => {
  test('go to those who are in the room, by their connections', async () => {
    const { ann, bob, join } = await pair();
    const eve = await join('eve');
    await ann.connection.send({ hello: 'all' }, undefined);
    await ann.connection.send('for bob', 'bob');
    await settled();
    expect(eventsOf(bob, 'message').map(({ from, message }) => [from, message])).toEqual([
      ['ann', { hello: 'all' }],
      ['ann', 'for bob'],
    ]);
    expect(eventsOf(eve, 'message').map(({ message }) => message)).toEqual([{ hello: 'all' }]);
    expect(eventsOf(ann, 'message')).toEqual([]);
  });

  test('reach nobody who has been removed', async () => {
    const { server, room, ann, bob } = await pair();
    server.kick(room, 'bob');
    await settled();
    await ann.connection.send('in private', undefined);
    await expect(ann.connection.send('for bob', 'bob')).rejects.toMatchObject({
      code: 'participant-not-found',
    });
    await settled();
    expect(eventsOf(bob, 'message')).toEqual([]);
    expect(eventsOf(bob, 'closed')).toMatchObject([{ reason: 'removed' }]);
  });

  test('alone in a room are said to nobody', async () => {
    const { connection } = await fakeConsult().join('ann');
    await expect(connection.send('hello?', undefined)).resolves.toBeUndefined();
  });

  test('that are none of ours are not told', async () => {
    const { server, room, ann } = await pair();
    const text = server
      .sessionOf(room, 'ann')
      .handles.find(({ options }) => options.plugin === 'janus.plugin.textroom');
    const notes = [
      '',
      '{',
      'null',
      '"text"',
      '{"textroom":"message"}',
      '{"textroom":"message","from":"x","text":"{"}',
    ];
    for (const note of notes) text?.options.ondata?.(note);
    expect(eventsOf(ann, 'message')).toEqual([]);
  });
});

test('statistics name what is sent and what is received', async () => {
  const { ann, bob } = await pair();
  const id = await ann.connection.publish(outgoing('camera'));
  await settled();
  expect(await ann.connection.stats()).toMatchObject({
    roundTripSeconds: 0.05,
    inbound: [],
    outbound: [{ publicationId: id, source: 'camera', kind: 'video', bytesSent: 4000 }],
  });
  expect((await bob.connection.stats()).inbound).toMatchObject([
    { publicationId: id, participantId: 'ann', source: 'camera', bytesReceived: 5000, frameWidth: 640 },
  ]);
});

test('leaving says goodbye once, and is quiet after it', async () => {
  const { server, room, ann, bob } = await pair();
  await ann.connection.disconnect();
  await ann.connection.disconnect();
  const told = ann.events.length;
  server.endRoom(room);
  await settled();
  expect(ann.events).toHaveLength(told);
  expect(eventsOf(bob, 'closed')).toMatchObject([{ reason: 'room-ended', error: undefined }]);
});
