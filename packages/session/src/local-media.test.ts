import { describe, expect, test } from 'vitest';
import { VideoError, type LocalSource } from '@patchbay/contract';
import { failureOf } from '../fixtures/failure-of.ts';
import { createLatch, joinFixture } from '../fixtures/joined-session.ts';
import { summarize } from '../fixtures/record-events.ts';
import { allCapabilities, createStubProvider } from '../fixtures/stub-provider.ts';
import { settle } from '../fixtures/test-environment.ts';
import { createTrack, unplug } from '../fixtures/test-track.ts';

const camera: LocalSource = { kind: 'camera' };
const microphone: LocalSource = { kind: 'microphone' };
const refuse = () => Promise.reject(new VideoError('not-allowed', 'No.'));

describe('publish', () => {
  test('gives the vendor a clone, the application the preview', async () => {
    const { session, provider, captured, events } = await joinFixture();
    const publication = await session.publish(camera);
    expect(publication).toMatchObject({ source: 'camera', kind: 'video', muted: false, track: captured[0] });
    expect(provider.sent[0]?.track).toBe(captured[0]?.clones[0]);
    expect(session.local.publications.get(publication.id)).toEqual(publication);
    expect(summarize(events)).toEqual(['local-published']);
  });

  test('one of a source at a time; another source goes beside', async () => {
    const { session } = await joinFixture();
    const results = await Promise.allSettled(
      [camera, camera, microphone].map((source) => session.publish(source)),
    );
    expect(results).toMatchObject([
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'already-published' } },
      { status: 'fulfilled' },
    ]);
  });

  test('a raw track counts as its source, and is published as a clone', async () => {
    const { session, provider } = await joinFixture();
    const track = createTrack('video');
    await session.publish({ kind: 'track', source: 'camera', track });
    await expect(session.publish(camera)).rejects.toMatchObject({ code: 'already-published' });
    expect(provider.sent[0]?.track).toBe(track.clones[0]);
  });

  test('muted: silent from the first moment, the camera off again', async () => {
    const { session, provider, liveTracks } = await joinFixture();
    let enabled: boolean | undefined;
    provider.does.publish = async () => {
      enabled = provider.sent.at(-1)?.track?.enabled;
    };
    const publication = await session.publish(camera, { muted: true });
    expect(provider.calls).toEqual(['publish camera muted']);
    expect(enabled).toBe(false);
    expect(publication).toMatchObject({ muted: true, track: undefined });
    expect(liveTracks()).toBe(0);
  });

  test.each([
    ['the device is denied', 'device-denied'],
    ['the vendor refuses', 'not-allowed'],
  ])('when %s nothing stays on, and it can be tried again', async (what, code) => {
    let isDenied = what.includes('device');
    const { session, provider, liveTracks, events } = await joinFixture({
      surroundings: {
        beforeCapture: () => {
          if (isDenied) throw new DOMException('no', 'NotAllowedError');
        },
      },
    });
    if (!isDenied) provider.does.publish = refuse;
    await expect(session.publish(camera)).rejects.toMatchObject({ code });
    expect(liveTracks()).toBe(0);
    expect(events).toEqual([]);
    isDenied = false;
    delete provider.does.publish;
    await expect(session.publish(camera)).resolves.toMatchObject({ source: 'camera' });
  });

  test('a device that opens after leaving is closed at once', async () => {
    const latch = createLatch();
    const { session, provider, liveTracks, captured } = await joinFixture({
      surroundings: { beforeCapture: latch.wait },
    });
    const publishing = failureOf(session.publish(camera));
    await settle();
    await session.leave();
    expect(await publishing).toMatchObject({ code: 'aborted' });
    latch.release();
    await settle();
    expect(captured).toHaveLength(1);
    expect(liveTracks()).toBe(0);
    expect(provider.calls).toEqual(['disconnect']);
  });

  test('a publication that comes about after it was given up is taken back', async () => {
    const latch = createLatch();
    const { session, provider, liveTracks } = await joinFixture();
    provider.does.publish = latch.wait;
    const controller = new AbortController();
    const publishing = session.publish(camera, { signal: controller.signal });
    await settle();
    controller.abort();
    await expect(publishing).rejects.toMatchObject({ code: 'aborted' });
    expect(liveTracks()).toBe(0);
    latch.release();
    await settle();
    expect(provider.calls).toEqual(['publish camera', 'unpublish vendor-1']);
  });

  test('with a signal that has fired no device is opened', async () => {
    const { session, captured, provider } = await joinFixture();
    await expect(session.publish(camera, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(captured).toEqual([]);
    expect(provider.calls).toEqual([]);
  });

  test('leaving in the very moment the vendor publishes leaves nothing on', async () => {
    const { session, provider, liveTracks } = await joinFixture();
    provider.does.publish = async () => queueMicrotask(() => void session.leave());
    await session.publish(camera).catch(() => undefined);
    await session.leave();
    expect(liveTracks()).toBe(0);
    expect(session.local.publications.size).toBe(0);
  });

  test('a device that the provider opens itself is not opened here', async () => {
    const provider = createStubProvider('stub', { ...allCapabilities, rawTrackIn: false });
    const { session, captured } = await joinFixture({ provider });
    const publication = await session.publish({ kind: 'camera', deviceId: 'c1' });
    await session.replace(publication, { kind: 'camera', deviceId: 'c2' });
    await session.setMuted(publication, true);
    await session.replace(publication, { kind: 'camera', deviceId: 'c3' });
    await session.setMuted(publication, false);
    expect(captured).toEqual([]);
    expect(provider.sent.map((media) => (media.track === undefined ? media.deviceId : 'track'))).toEqual([
      'c1',
      'c2',
      'c3',
    ]);
    expect(provider.calls.slice(-2)).toEqual(['replace vendor-1', 'setMuted vendor-1 false']);
  });
});

describe('unpublish', () => {
  test('lets go of the device before the vendor answers, and tells it', async () => {
    const { session, provider, liveTracks, events } = await joinFixture();
    const publication = await session.publish(camera);
    const latch = createLatch();
    provider.does.unpublish = latch.wait;
    const running = session.unpublish(publication);
    await settle();
    expect(liveTracks()).toBe(0);
    latch.release();
    await running;
    expect(events.at(-1)).toMatchObject({ name: 'local-unpublished', payload: { reason: 'requested' } });
    expect(provider.calls).toEqual(['publish camera', 'unpublish vendor-1']);
  });

  test('what is not, or no longer, published is not-published, for every verb', async () => {
    const { session } = await joinFixture();
    const publication = await session.publish(camera);
    await session.unpublish(publication);
    for (const stale of [publication, { ...publication, id: 'foreign' }]) {
      await expect(session.unpublish(stale)).rejects.toMatchObject({ code: 'not-published' });
      await expect(session.setMuted(stale, true)).rejects.toMatchObject({ code: 'not-published' });
      await expect(session.replace(stale, camera)).rejects.toMatchObject({ code: 'not-published' });
    }
  });

  test('twice at once: the second finds it gone', async () => {
    const { session } = await joinFixture();
    const publication = await session.publish(camera);
    const [first, second] = await Promise.allSettled([
      session.unpublish(publication),
      session.unpublish(publication),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ reason: { code: 'not-published' } });
  });

  test('an unplugged device ends the publication', async () => {
    const { session, provider, captured, events } = await joinFixture();
    await session.publish(camera);
    const [track] = captured;
    if (track === undefined) throw new Error('nothing was captured');
    unplug(track);
    await settle();
    expect(events.at(-1)).toMatchObject({ name: 'local-unpublished', payload: { reason: 'ended' } });
    expect(provider.calls.at(-1)).toBe('unpublish vendor-1');
    await expect(session.publish(camera)).resolves.toBeDefined();
  });

  test('an application’s track that ends does so too; a replaced one is nobody’s business', async () => {
    const { session, events } = await joinFixture();
    const [first, second] = [createTrack('video'), createTrack('video')];
    const publication = await session.publish({ kind: 'track', source: 'camera', track: first });
    await session.replace(publication, { kind: 'track', source: 'camera', track: second });
    events.length = 0;
    unplug(first);
    await settle();
    expect(events).toEqual([]);
    unplug(second);
    await settle();
    expect(summarize(events)).toEqual(['local-unpublished']);
  });

  test('a verb that waits its turn is aborted by leaving', async () => {
    const { session, provider } = await joinFixture();
    const publication = await session.publish(microphone);
    provider.does.setMuted = createLatch().wait;
    const results = Promise.allSettled([
      session.setMuted(publication, true),
      session.replace(publication, microphone),
      session.unpublish(publication),
    ]);
    await settle();
    void session.leave();
    for (const result of await results) expect(result).toMatchObject({ reason: { code: 'aborted' } });
  });
});
