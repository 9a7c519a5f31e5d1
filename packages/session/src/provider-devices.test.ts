import type { LocalSource } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../fixtures/failure-of.ts';
import { createLatch, joinFixture } from '../fixtures/joined-session.ts';
import { allCapabilities, createStubProvider, createViewer } from '../fixtures/stub-provider.ts';
import { settle } from '../fixtures/test-environment.ts';

const camera: LocalSource = { kind: 'camera' };
const join = () =>
  joinFixture({ provider: createStubProvider('stub', { ...allCapabilities, rawTrackIn: false }) });
const shown = (...elements: readonly HTMLVideoElement[]) => elements.map(({ srcObject }) => srcObject);

describe('a provider that opens devices itself', () => {
  test('shows what it captured, also in elements that come before or after a mute', async () => {
    const { session } = await join();
    const publication = await session.publish(camera);
    const [before, after] = [createViewer(), createViewer()];
    publication.attach(before);
    await settle();
    expect([before.srcObject, before.muted]).toEqual(['vendor-1', true]);
    await session.setMuted(publication, true);
    await settle();
    expect(before.srcObject).toBeNull();
    const detach = publication.attach(after);
    await session.setMuted(publication, false);
    await settle();
    expect(shown(before, after)).toEqual(['vendor-1', 'vendor-1']);
    detach();
    expect(shown(before, after)).toEqual(['vendor-1', null]);
  });

  test('shows nothing once it is unpublished or left', async () => {
    const { session } = await join();
    const [first, second] = [createViewer(), createViewer()];
    const publication = await session.publish(camera);
    publication.attach(first);
    await settle();
    await session.unpublish(publication);
    (await session.publish(camera)).attach(second);
    await settle();
    expect(shown(first, second)).toEqual([null, 'vendor-2']);
    await session.leave();
    expect(second.srcObject).toBeNull();
  });

  test('has nothing to show of a microphone, nor before a camera is turned on', async () => {
    const { session } = await join();
    const [heard, seen] = [createViewer(), createViewer()];
    (await session.publish({ kind: 'microphone' })).attach(heard);
    const off = await session.publish(camera, { muted: true });
    off.attach(seen);
    await settle();
    expect(shown(heard, seen)).toEqual([null, null]);
    await session.setMuted(off, false);
    await settle();
    expect(seen.srcObject).toBe('vendor-2');
  });

  test('opens nothing twice for another device, and goes on showing it', async () => {
    const { session } = await join();
    const element = createViewer();
    const publication = await session.publish(camera);
    publication.attach(element);
    await settle();
    await session.replace(publication, { kind: 'camera', deviceId: 'c2' });
    expect(element.srcObject).toBe('vendor-1');
  });

  test('says that a capture is over, which ends its publication', async () => {
    const { session, provider, events } = await join();
    await session.publish(camera);
    provider.report({ type: 'local-ended', id: 'somebody-else-s' });
    provider.report({ type: 'local-ended', id: 'vendor-1' });
    await settle();
    expect(events.at(-1)).toMatchObject({ name: 'local-unpublished', payload: { reason: 'ended' } });
    expect(session.local.publications.size).toBe(0);
    await expect(session.publish(camera)).resolves.toBeDefined();
  });

  test('says nothing by that of a camera that is off', async () => {
    const { session, provider } = await join();
    const publication = await session.publish(camera);
    await session.setMuted(publication, true);
    provider.report({ type: 'local-ended', id: 'vendor-1' });
    await settle();
    expect(session.local.publications.size).toBe(1);
  });

  test('may take as long as a person needs to allow the device', async () => {
    const { session, provider, advance } = await join();
    const latch = createLatch();
    provider.does.publish = latch.wait;
    const publishing = session.publish(camera);
    await settle();
    await advance(60_000);
    latch.release();
    await expect(publishing).resolves.toMatchObject({ source: 'camera' });
    provider.does.setMuted = createLatch().wait;
    const muting = failureOf(session.setMuted(await publishing, true));
    await settle();
    await advance(60_000);
    expect(await muting).toMatchObject({ code: 'timeout' });
  });
});
