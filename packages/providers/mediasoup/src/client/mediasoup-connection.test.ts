import { FakeMediaStreamTrack } from '@patchbay/conformance';
import type { OutgoingMedia, ProviderEvent } from '@patchbay/contract';
import type { types } from 'mediasoup-client';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { MediasoupWorld } from '../../fixtures/mediasoup-world.ts';

const camera = (muted = false): OutgoingMedia & { track: MediaStreamTrack } => ({
  source: 'camera',
  kind: 'video',
  muted,
  track: new FakeMediaStreamTrack('video') as unknown as MediaStreamTrack,
});
const microphone = (): OutgoingMedia => ({
  source: 'microphone',
  kind: 'audio',
  muted: false,
  track: new FakeMediaStreamTrack('audio') as unknown as MediaStreamTrack,
});
const added = (events: readonly ProviderEvent[]) =>
  events.flatMap((event) => (event.type === 'media-added' ? [event.media] : []));
const typesOf = (events: readonly ProviderEvent[]) =>
  events
    .map((event) => (event.type === 'interrupted' ? `interrupted ${event.scope}` : event.type))
    .filter((type) => type !== 'quality');

let world: MediasoupWorld;
beforeEach(async () => {
  world = new MediasoupWorld();
  await world.start();
});
const killAll = (): void => {
  for (const worker of world.engine.running) worker.die();
};
const restored = (events: readonly ProviderEvent[]) =>
  vi.waitFor(() => expect(typesOf(events)).toContain('restored'), { timeout: 4_000 });

describe('when the worker dies', () => {
  test('everything is published again under the same ids, and nobody leaves', async () => {
    const [ann, ben] = [await world.join('ann'), await world.join('ben')];
    const id = await ann.connection.publish(camera());
    const other = await ann.connection.publish(microphone());
    await vi.waitFor(() => expect(added(ben.events)).toHaveLength(2));
    killAll();
    await restored(ben.events);
    await vi.waitFor(() => expect(added(ben.events)).toHaveLength(4));
    const media = added(ben.events);
    expect(media.map((each) => each.id).toSorted()).toEqual([id, id, other, other].toSorted());
    expect(new Set(media.map(({ track }) => track)).size).toBe(4);
    expect(typesOf(ben.events)).not.toContain('participant-left');
    expect(typesOf(ben.events)).not.toContain('media-removed');
    const troubles = typesOf(ben.events).filter((type) => /interrupted|restored/.test(type));
    expect(troubles).toEqual(['interrupted signalling', 'interrupted media', 'restored']);
  });

  test('what is being published then is published on the next one', async () => {
    const [ann, ben] = [await world.join('ann'), await world.join('ben')];
    const publishing = ann.connection.publish(camera());
    killAll();
    const id = await publishing;
    await vi.waitFor(() => expect(added(ben.events).map((each) => each.id)).toContain(id), {
      timeout: 4_000,
    });
  });

  test('a camera that is off comes back when it is turned on', async () => {
    const [ann, ben] = [await world.join('ann'), await world.join('ben')];
    const off = camera();
    const id = await ann.connection.publish(off);
    await ann.connection.setMuted(id, true);
    off.track.stop();
    killAll();
    await restored(ann.events);
    expect(added(ben.events)).toHaveLength(1);
    await ann.connection.replace(id, camera());
    await ann.connection.setMuted(id, false);
    await vi.waitFor(() => expect(added(ben.events)).toHaveLength(2));
    expect(added(ben.events)[1]).toMatchObject({ id, muted: false });
  });

  test('one that is taken back while it is off is gone for the others too', async () => {
    const [ann, ben] = [await world.join('ann'), await world.join('ben')];
    const off = camera();
    const id = await ann.connection.publish(off);
    await ann.connection.setMuted(id, true);
    off.track.stop();
    killAll();
    await restored(ben.events);
    await ann.connection.unpublish(id);
    await vi.waitFor(() => expect(ben.events.at(-1)).toEqual({ type: 'media-removed', id }));
  });

  test('leaving leaves, and nothing goes on', async () => {
    const ann = await world.join('ann');
    const publishing = ann.connection.publish(camera());
    killAll();
    await ann.connection.disconnect();
    await expect(publishing).rejects.toMatchObject({ code: 'aborted' });
    expect(typesOf(ann.events)).not.toContain('closed');
  });
});

describe('when the route breaks', () => {
  /** Runs what is waited for only when told to. */
  function manually() {
    const due = new Map<() => void, number>();
    const schedule = (callback: () => void, milliseconds: number) => {
      due.set(callback, milliseconds);
      return () => void due.delete(callback);
    };
    const elapse = () => {
      for (const [callback, milliseconds] of due)
        if (milliseconds < 5_000 && due.delete(callback)) callback();
    };
    return { schedule, elapse };
  }
  type Handler = { setConnectionState(state: string): void };

  test('another one is looked for until there is one', async () => {
    const { schedule, elapse } = manually();
    const ann = await world.join('ann', { schedule });
    await ann.connection.publish(camera());
    const send = ann.connection.native.send as unknown as types.Transport;
    const handler = send.handler as unknown as Handler;
    const restarts = vi.spyOn(send, 'restartIce');
    handler.setConnectionState('connected');
    handler.setConnectionState('disconnected');
    expect(typesOf(ann.events)).toEqual(['roster']);
    elapse();
    await vi.waitFor(() => expect(restarts).toHaveBeenCalledTimes(1));
    await vi.waitFor(() => {
      elapse();
      expect(restarts).toHaveBeenCalledTimes(2);
    });
    expect(typesOf(ann.events)).toEqual(['roster', 'interrupted media']);
    const [{ iceParameters }] = restarts.mock.calls.at(-1) ?? [{}];
    expect(iceParameters).toMatchObject({ usernameFragment: expect.stringMatching(/^restart/) });
    handler.setConnectionState('connected');
    expect(typesOf(ann.events)).toEqual(['roster', 'interrupted media', 'restored']);
    await ann.connection.disconnect();
  });

  test('that mends by itself, nobody is told', async () => {
    const { schedule, elapse } = manually();
    const ann = await world.join('ann', { schedule });
    await ann.connection.publish(camera());
    const { handler } = ann.connection.native.send as unknown as types.Transport;
    (handler as unknown as Handler).setConnectionState('disconnected');
    (handler as unknown as Handler).setConnectionState('connected');
    elapse();
    expect(typesOf(ann.events)).toEqual(['roster']);
    await ann.connection.disconnect();
  });
});

test('transports are made when there is something for them to carry', async () => {
  const [ann, ben] = [await world.join('ann'), await world.join('ben')];
  expect(ann.connection.native).toMatchObject({ send: undefined, receive: undefined });
  await ann.connection.publish(microphone());
  await vi.waitFor(() => expect(added(ben.events)).toHaveLength(1));
  expect(
    [ann, ben].map(({ connection: { native } }) => [native.send !== undefined, native.receive !== undefined]),
  ).toEqual([
    [true, false],
    [false, true],
  ]);
});

test('a face and its voice are one stream, so that they are played in step; a screen is another', async () => {
  const [ann, ben] = [await world.join('ann'), await world.join('ben')];
  await ben.connection.publish(microphone());
  await vi.waitFor(() => expect(added(ann.events)).toHaveLength(1));
  const receive = ann.connection.native.receive as unknown as types.Transport;
  const consume = vi.spyOn(receive, 'consume');
  await ben.connection.publish(camera());
  await ben.connection.publish({ ...camera(), source: 'screen' });
  await vi.waitFor(() => expect(consume).toHaveBeenCalledTimes(2));
  expect(consume.mock.calls.map(([options]) => options.streamId)).toEqual(['ben-person', 'ben-screen']);
});

test('who speaks is told as the room hears it', async () => {
  const ann = await world.join('ann');
  await ann.connection.publish(microphone());
  const [router] = world.engine.workers.flatMap(({ routers }) => routers);
  const [producer] = router?.producers.values() ?? [];
  router?.levels.emit('volumes', [{ producer, volume: -20 }]);
  router?.levels.emit('silence');
  await vi.waitFor(() =>
    expect(ann.events.filter(({ type }) => type === 'active-speakers')).toEqual([
      { type: 'active-speakers', participantIds: ['ann'] },
      { type: 'active-speakers', participantIds: [] },
    ]),
  );
});

test('figures name what there is, also when the browser knows nothing of it yet', async () => {
  const [ann, ben] = [await world.join('ann'), await world.join('ben')];
  const id = await ann.connection.publish(camera());
  await vi.waitFor(() => expect(added(ben.events)).toHaveLength(1));
  expect((await ann.connection.stats()).outbound).toMatchObject([
    { publicationId: id, source: 'camera', kind: 'video' },
  ]);
  expect((await ben.connection.stats()).inbound).toMatchObject([{ publicationId: id, participantId: 'ann' }]);
});

describe('what is not published', () => {
  test.each(['replace', 'unpublish', 'setMuted'] as const)('cannot be asked to %s', async (verb) => {
    const { connection } = await world.join('ann');
    const calls = {
      replace: () => connection.replace('nothing', camera()),
      unpublish: () => connection.unpublish('nothing'),
      setMuted: () => connection.setMuted('nothing', true),
    };
    await expect(calls[verb]()).rejects.toMatchObject({ code: 'not-published' });
  });
});
