import { FakeMediaStreamTrack } from '@patchbay/conformance';
import { describe, expect, test } from 'vitest';
import { lendTrack } from './twilio-lent-track.ts';

const lend = (enabled = true) => {
  const original = new FakeMediaStreamTrack('audio');
  original.enabled = enabled;
  const lent = lendTrack(original);
  return { original, lent, sent: lent.track.clone() };
};

describe('what the SDK sends', () => {
  test('is one track, however often the SDK clones it, and not the session’s', () => {
    const { original, lent, sent } = lend();
    expect(sent).toBe(lent.track);
    expect(sent).not.toBe(original);
  });

  test('is silenced and let through at once with the session’s track', () => {
    const { original, sent } = lend();
    original.enabled = false;
    expect([original.enabled, sent.enabled]).toEqual([false, false]);
    original.enabled = true;
    expect([original.enabled, sent.enabled]).toEqual([true, true]);
  });

  test('is silent while told as muted, whatever the session’s track is', () => {
    const { original, lent, sent } = lend();
    lent.setMuted(true);
    original.enabled = true;
    expect(sent.enabled).toBe(false);
    lent.setMuted(false);
    expect(sent.enabled).toBe(true);
  });

  test('is silent from the start when the session’s track is', () => {
    expect(lend(false).sent.enabled).toBe(false);
  });

  test('is off as soon as the session lets go of the device', () => {
    const { original, sent } = lend();
    original.stop();
    expect([original.readyState, sent.readyState]).toEqual(['ended', 'ended']);
  });
});

describe('the session’s track', () => {
  test('goes on when the SDK stops its own, or disables it', () => {
    const { original, sent } = lend();
    sent.enabled = false;
    sent.stop();
    expect([original.readyState, original.enabled]).toEqual(['live', true]);
  });

  test('is as it was when it is taken back, twice for all that matters', () => {
    const { original, lent, sent } = lend();
    original.enabled = false;
    lent.takeBack();
    lent.takeBack();
    expect([original.enabled, original.readyState, sent.readyState]).toEqual([false, 'live', 'ended']);
    original.enabled = true;
    expect([original.enabled, sent.enabled]).toEqual([true, false]);
    const again = lendTrack(original);
    expect(again.track.readyState).toBe('live');
    original.stop();
    expect([original.readyState, again.track.readyState]).toEqual(['ended', 'ended']);
  });
});
