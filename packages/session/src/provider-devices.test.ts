import type { LocalSource } from '@patchbay/contract';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../fixtures/failure-of.ts';
import { createLatch, joinFixture } from '../fixtures/joined-session.ts';
import { allCapabilities, createStubProvider } from '../fixtures/stub-provider.ts';
import { settle } from '../fixtures/test-environment.ts';

const camera: LocalSource = { kind: 'camera' };
const join = () =>
  joinFixture({ provider: createStubProvider('stub', { ...allCapabilities, rawTrackIn: false }) });
/** The stub shows a capture by writing its id there. */
const element = () => ({ title: '', muted: false }) as HTMLVideoElement;

describe('a provider that opens devices itself', () => {
  test('shows what it captured, also in elements that come before or after a mute', async () => {
    const { session } = await join();
    const publication = await session.publish(camera);
    const [before, after] = [element(), element()];
    publication.attach(before);
    expect([before.title, before.muted]).toEqual(['vendor-1', true]);
    await session.setMuted(publication, true);
    expect(before.title).toBe('');
    const detach = publication.attach(after);
    await session.setMuted(publication, false);
    expect([before.title, after.title]).toEqual(['vendor-1', 'vendor-1']);
    detach();
    expect([before.title, after.title]).toEqual(['vendor-1', '']);
  });

  test('shows nothing once it is unpublished or left', async () => {
    const { session } = await join();
    const [first, second] = [element(), element()];
    const publication = await session.publish(camera);
    publication.attach(first);
    await session.unpublish(publication);
    (await session.publish(camera)).attach(second);
    expect([first.title, second.title]).toEqual(['', 'vendor-2']);
    await session.leave();
    expect(second.title).toBe('');
  });

  test('has nothing to show of a microphone, nor before a camera is turned on', async () => {
    const { session } = await join();
    const [heard, seen] = [element(), element()];
    (await session.publish({ kind: 'microphone' })).attach(heard);
    const off = await session.publish(camera, { muted: true });
    off.attach(seen);
    expect([heard.title, seen.title]).toEqual(['', '']);
    await session.setMuted(off, false);
    expect(seen.title).toBe('vendor-2');
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
