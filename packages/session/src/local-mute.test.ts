import { describe, expect, test } from 'vitest';
import type { LocalPublication, LocalSource } from '@patchbay/contract';
import { failureOf } from '../fixtures/failure-of.ts';
import {
  createLatch,
  joinFixture,
  type FixtureOptions,
  type SessionFixture,
} from '../fixtures/joined-session.ts';
import { settle } from '../fixtures/test-environment.ts';
import { createTrack } from '../fixtures/test-track.ts';

const camera: LocalSource = { kind: 'camera' };
const microphone: LocalSource = { kind: 'microphone' };

async function publishing(
  source: LocalSource,
  options: FixtureOptions = {},
): Promise<SessionFixture & { readonly publication: LocalPublication }> {
  const fixture = await joinFixture(options);
  const publication = await fixture.session.publish(source);
  fixture.provider.calls.length = 0;
  return { ...fixture, publication };
}

/** Whether the vendor gets anything of the last track it was given. */
const isHeard = ({ provider }: SessionFixture): boolean => {
  const track = provider.sent.at(-1)?.track;
  return track?.enabled === true && track.readyState === 'live';
};

describe('setMuted', () => {
  test('silences at once, whatever the vendor does', async () => {
    const fixture = await publishing(microphone);
    fixture.provider.does.setMuted = createLatch().wait;
    void fixture.session.setMuted(fixture.publication, true).catch(() => undefined);
    expect(isHeard(fixture)).toBe(false);
  });

  test('a microphone keeps its device, silenced', async () => {
    const fixture = await publishing(microphone);
    const muted = await fixture.session.setMuted(fixture.publication, true);
    expect(muted.muted).toBe(true);
    expect(fixture.session.local.publications.get(muted.id)?.muted).toBe(true);
    expect(fixture.captured[0]?.readyState).toBe('live');
    await fixture.session.setMuted(muted, false);
    expect(isHeard(fixture)).toBe(true);
    expect(fixture.captured).toHaveLength(1);
    expect(fixture.provider.calls).toEqual(['setMuted vendor-1 true', 'setMuted vendor-1 false']);
  });

  test('a camera is released, and opened again on unmute, in the same publication', async () => {
    const fixture = await publishing(camera);
    const muted = await fixture.session.setMuted(fixture.publication, true);
    expect(muted.track).toBeUndefined();
    expect(fixture.liveTracks()).toBe(0);
    const unmuted = await fixture.session.setMuted(muted, false);
    expect(unmuted).toMatchObject({ id: fixture.publication.id, muted: false, track: fixture.captured[1] });
    expect(isHeard(fixture)).toBe(true);
    expect(fixture.provider.calls).toEqual([
      'setMuted vendor-1 true',
      'replace vendor-1',
      'setMuted vendor-1 false',
    ]);
  });

  test('an application’s track is never stopped nor disabled', async () => {
    const track = createTrack('video');
    const fixture = await publishing({ kind: 'track', source: 'camera', track });
    const muted = await fixture.session.setMuted(fixture.publication, true);
    expect([track.enabled, track.readyState, isHeard(fixture)]).toEqual([true, 'live', false]);
    await fixture.session.setMuted(muted, false);
    expect([track.enabled, track.readyState, isHeard(fixture)]).toEqual([true, 'live', true]);
    await fixture.session.leave();
    expect([track.enabled, track.readyState]).toEqual([true, 'live']);
    expect(fixture.provider.sent[0]?.track?.readyState).toBe('ended');
  });

  test('a storm ends in what was asked last, without a device opened for nothing', async () => {
    const fixture = await publishing(camera);
    const latch = createLatch();
    fixture.provider.does.setMuted = latch.wait;
    const calls = [true, false, true, false, true].map((muted) =>
      fixture.session.setMuted(fixture.publication, muted),
    );
    await settle();
    latch.release();
    await Promise.all(calls);
    expect(fixture.session.local.publications.get(fixture.publication.id)?.muted).toBe(true);
    expect(fixture.captured).toHaveLength(1);
    expect(fixture.liveTracks()).toBe(0);
  });

  test('a mute that overtakes an unmute under way never lets a moment through', async () => {
    const fixture = await publishing(microphone);
    await fixture.session.setMuted(fixture.publication, true);
    const latch = createLatch();
    fixture.provider.does.setMuted = latch.wait;
    const unmuting = fixture.session.setMuted(fixture.publication, false);
    await settle();
    const muting = fixture.session.setMuted(fixture.publication, true);
    latch.release();
    await unmuting;
    expect(isHeard(fixture)).toBe(false);
    await muting;
    expect(isHeard(fixture)).toBe(false);
    expect(fixture.session.local.publications.get(fixture.publication.id)?.muted).toBe(true);
  });

  test.each([
    ['camera', camera],
    ['microphone', microphone],
  ] as const)('a %s whose unmute fails stays muted and off, also after a replacement', async (_, source) => {
    const fixture = await publishing(source);
    await fixture.session.setMuted(fixture.publication, true);
    fixture.provider.does.setMuted = () => Promise.reject(new Error('no'));
    await expect(fixture.session.setMuted(fixture.publication, false)).rejects.toMatchObject({
      code: 'provider-failure',
    });
    expect(isHeard(fixture)).toBe(false);
    await fixture.session.replace(fixture.publication, source);
    expect(isHeard(fixture)).toBe(false);
    delete fixture.provider.does.setMuted;
    await fixture.session.setMuted(fixture.publication, false);
    expect(isHeard(fixture)).toBe(true);
  });

  test('a camera that is busy on unmute stays off, and the next try succeeds', async () => {
    let isBusy = false;
    const fixture = await publishing(camera, {
      surroundings: {
        beforeCapture: () => {
          if (isBusy) throw new DOMException('busy', 'NotReadableError');
        },
      },
    });
    await fixture.session.setMuted(fixture.publication, true);
    isBusy = true;
    await expect(fixture.session.setMuted(fixture.publication, false)).rejects.toMatchObject({
      code: 'device-busy',
    });
    expect(fixture.session.local.publications.get(fixture.publication.id)?.muted).toBe(true);
    isBusy = false;
    const unmuted = await fixture.session.setMuted(fixture.publication, false);
    expect(unmuted.muted).toBe(false);
    expect(isHeard(fixture)).toBe(true);
  });

  test('leaving while the camera opens leaves nothing on', async () => {
    const fixture = await publishing(camera);
    await fixture.session.setMuted(fixture.publication, true);
    fixture.provider.does.replace = createLatch().wait;
    const unmuting = failureOf(fixture.session.setMuted(fixture.publication, false));
    await settle();
    expect(fixture.liveTracks()).toBe(2);
    void fixture.session.leave();
    expect(await unmuting).toMatchObject({ code: 'aborted' });
    expect(fixture.liveTracks()).toBe(0);
  });

  test('asking for what is so already asks nobody', async () => {
    const fixture = await publishing(microphone);
    await fixture.session.setMuted(fixture.publication, false);
    expect(fixture.provider.calls).toEqual([]);
  });
});
