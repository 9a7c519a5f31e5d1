import { describe, expect, test } from 'vitest';
import type { LocalPublication, LocalSource } from '@patchbay/contract';
import { failureOf } from '../fixtures/failure-of.ts';
import {
  createLatch,
  joinFixture,
  type FixtureOptions,
  type SessionFixture,
} from '../fixtures/joined-session.ts';
import { summarize } from '../fixtures/record-events.ts';
import { allCapabilities, createStubProvider } from '../fixtures/stub-provider.ts';
import { settle } from '../fixtures/test-environment.ts';
import { createTrack } from '../fixtures/test-track.ts';

const camera: LocalSource = { kind: 'camera' };
const other: LocalSource = { kind: 'camera', deviceId: 'other' };
const refuse = () => Promise.reject(new Error('refused'));
const withoutReplace = () => createStubProvider('stub', { ...allCapabilities, replaceTrack: false });

async function publishing(
  source: LocalSource,
  options: FixtureOptions = {},
): Promise<SessionFixture & { readonly publication: LocalPublication }> {
  const fixture = await joinFixture(options);
  const publication = await fixture.session.publish(source);
  fixture.provider.calls.length = 0;
  fixture.events.length = 0;
  return { ...fixture, publication };
}

describe('replace', () => {
  test('exchanges the track in the same publication and lets go of the old device', async () => {
    const { session, publication, provider, captured, events } = await publishing(camera);
    const replaced = await session.replace(publication, other);
    expect(replaced).toMatchObject({ id: publication.id, track: captured[1] });
    expect(provider.calls).toEqual(['replace vendor-1']);
    expect(provider.sent.at(-1)?.track).toBe(captured[1]?.clones[0]);
    expect(captured[0]?.readyState).toBe('ended');
    expect(provider.sent[0]?.track?.readyState).toBe('ended');
    expect(events).toEqual([]);
  });

  test('where the provider cannot, it publishes anew; later verbs mean the new one', async () => {
    const { session, publication, provider, events } = await publishing(camera, {
      provider: withoutReplace(),
    });
    const replaced = await session.replace(publication, other);
    await session.unpublish(replaced);
    expect(provider.calls).toEqual(['unpublish vendor-1', 'publish camera', 'unpublish vendor-2']);
    expect(replaced.id).toBe(publication.id);
    expect(summarize(events)).toEqual(['local-unpublished']);
  });

  test('only by the same source', async () => {
    const { session, publication } = await publishing(camera);
    for (const source of [
      { kind: 'microphone' },
      { kind: 'track', source: 'screen', track: createTrack('video') },
    ] as const)
      await expect(session.replace(publication, source)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  test('an application’s track that is replaced stays live', async () => {
    const [first, second] = [createTrack('video'), createTrack('video')];
    const { session, publication, provider } = await publishing({
      kind: 'track',
      source: 'camera',
      track: first,
    });
    const replaced = await session.replace(publication, { kind: 'track', source: 'camera', track: second });
    expect(replaced.track).toBe(second);
    expect([first.readyState, second.readyState]).toEqual(['live', 'live']);
    expect(first.clones[0]?.readyState).toBe('ended');
    expect(provider.sent.at(-1)?.track).toBe(second.clones[0]);
  });

  test('of a muted microphone stays silent', async () => {
    const { session, publication, provider } = await publishing({ kind: 'microphone' });
    await session.setMuted(publication, true);
    const replaced = await session.replace(publication, { kind: 'microphone', deviceId: 'other' });
    expect(replaced.muted).toBe(true);
    expect(provider.sent.at(-1)).toMatchObject({ muted: true, track: { enabled: false } });
  });

  test('of a camera that is off opens nothing; turned on, the new one is', async () => {
    const { session, publication, provider, captured, liveTracks } = await publishing(camera);
    await session.setMuted(publication, true);
    await session.replace(publication, other);
    expect(captured).toHaveLength(1);
    expect(liveTracks()).toBe(0);
    await session.setMuted(publication, false);
    expect(provider.calls.at(-2)).toBe('replace vendor-1');
    expect(captured).toHaveLength(2);
  });

  test('of a muted application’s track by a camera: turned on, the camera is shown', async () => {
    const track = createTrack('video');
    const { session, publication, provider, captured } = await publishing({
      kind: 'track',
      source: 'camera',
      track,
    });
    await session.setMuted(publication, true);
    await session.replace(publication, camera);
    const unmuted = await session.setMuted(publication, false);
    expect(unmuted.track).toBe(captured[0]);
    expect(provider.sent.at(-1)?.track).toBe(captured[0]?.clones[0]);
    expect(track.readyState).toBe('live');
  });
});

describe('a replacement that fails', () => {
  const expectOld = ({ session, publication, captured }: Awaited<ReturnType<typeof publishing>>) => {
    expect(session.local.publications.get(publication.id)?.track).toBe(captured[0]);
    expect(captured[0]?.readyState).toBe('live');
    expect(captured[0]?.clones[0]).toMatchObject({ readyState: 'live', enabled: true });
    for (const track of captured.slice(1)) expect(track.readyState).toBe('ended');
  };

  test('because the device is busy leaves the old one', async () => {
    let isBusy = false;
    const fixture = await publishing(camera, {
      surroundings: {
        beforeCapture: () => {
          if (isBusy) throw new DOMException('busy', 'NotReadableError');
        },
      },
    });
    isBusy = true;
    await expect(fixture.session.replace(fixture.publication, other)).rejects.toMatchObject({
      code: 'device-busy',
    });
    expectOld(fixture);
    expect(fixture.provider.calls).toEqual([]);
  });

  test('because the vendor refuses leaves the old one', async () => {
    const fixture = await publishing(camera);
    fixture.provider.does.replace = refuse;
    await expect(fixture.session.replace(fixture.publication, other)).rejects.toMatchObject({
      code: 'provider-failure',
    });
    expectOld(fixture);
    fixture.captured[0]?.dispatchEvent(new Event('ended'));
    await settle();
    expect(fixture.events.at(-1)).toMatchObject({ payload: { reason: 'ended' } });
  });

  test('after the old publication was taken back publishes the old track again', async () => {
    const fixture = await publishing(camera, { provider: withoutReplace() });
    let tries = 0;
    fixture.provider.does.publish = async () => {
      tries += 1;
      if (tries === 1) throw new Error('refused');
    };
    await expect(fixture.session.replace(fixture.publication, other)).rejects.toBeDefined();
    expectOld(fixture);
    expect(fixture.provider.calls).toEqual(['unpublish vendor-1', 'publish camera', 'publish camera']);
    expect(fixture.provider.sent.at(-1)?.track).toBe(fixture.captured[0]?.clones[0]);
    await fixture.session.setMuted(fixture.publication, true);
    expect(fixture.provider.calls.at(-1)).toBe('setMuted vendor-2 true');
  });

  test('for good ends the publication and says so', async () => {
    const fixture = await publishing(camera, { provider: withoutReplace() });
    fixture.provider.does.publish = refuse;
    await expect(fixture.session.replace(fixture.publication, other)).rejects.toBeDefined();
    expect(fixture.events.at(-1)).toMatchObject({ name: 'local-unpublished', payload: { reason: 'ended' } });
    expect(fixture.session.local.publications.size).toBe(0);
    expect(fixture.liveTracks()).toBe(0);
  });

  test('by taking too long is replaced by the old track when it comes about after all', async () => {
    const fixture = await publishing(camera, { verbTimeout: 50 });
    const latch = createLatch();
    fixture.provider.does.replace = latch.wait;
    const replacing = failureOf(fixture.session.replace(fixture.publication, other));
    await fixture.advance(50);
    expect(await replacing).toMatchObject({ code: 'timeout' });
    expectOld(fixture);
    latch.release();
    await settle();
    expect(fixture.provider.sent.at(-1)?.track).toBe(fixture.captured[0]?.clones[0]);
  });

  test('by leaving leaves nothing on, neither the old one nor the new one', async () => {
    const fixture = await publishing(camera);
    fixture.provider.does.replace = createLatch().wait;
    const replacing = failureOf(fixture.session.replace(fixture.publication, other));
    await settle();
    expect(fixture.liveTracks()).toBe(4);
    await fixture.session.leave();
    expect(await replacing).toMatchObject({ code: 'aborted' });
    await settle();
    expect(fixture.liveTracks()).toBe(0);
  });
});
