import { FakeMediaStreamTrack } from '@patchbay/conformance';
import { describe, expect, test } from 'vitest';
import { lendTrack } from './vonage-lent-track.ts';

function lend(muted = false) {
  const own = new FakeMediaStreamTrack('audio');
  return { own, ...lendTrack(own, muted) };
}

describe('a lent track', () => {
  test('is another than the session’s, and sends when it does', () => {
    const { own, track } = lend();
    expect(track).not.toBe(own);
    expect([track.enabled, own.enabled]).toEqual([true, true]);
  });

  test('lent muted sends nothing until it is settled', () => {
    const { own, track, settle } = lend(true);
    expect([track.enabled, own.enabled]).toEqual([false, true]);
    settle(false);
    expect(track.enabled).toBe(true);
  });

  test('is silent at once when the session silences its own', () => {
    const { own, track } = lend();
    own.enabled = false;
    expect([track.enabled, own.enabled]).toEqual([false, false]);
    own.enabled = true;
    expect([track.enabled, own.enabled]).toEqual([true, true]);
  });

  test('stays silent when the SDK unmutes what the session still silences', () => {
    const { own, track, settle } = lend();
    settle(true);
    own.enabled = false;
    track.enabled = true;
    settle(false);
    expect(track.enabled).toBe(false);
    own.enabled = true;
    expect(track.enabled).toBe(true);
  });

  test('ends when the session closes its own', () => {
    const { own, track } = lend();
    own.stop();
    expect([track.readyState, own.readyState]).toEqual(['ended', 'ended']);
  });

  test('may be stopped by the SDK: the session’s own goes on', () => {
    const { own, track } = lend();
    track.stop();
    expect([track.readyState, own.readyState]).toEqual(['ended', 'live']);
  });

  test('taken back leaves the session’s own as the session wants it, and its own again', () => {
    const { own, track, takeBack } = lend();
    own.enabled = false;
    takeBack();
    takeBack();
    expect([track.readyState, own.readyState, own.enabled]).toEqual(['ended', 'live', false]);
    own.enabled = true;
    expect([track.enabled, own.enabled]).toEqual([false, true]);
    own.stop();
    expect(own.readyState).toBe('ended');
  });

  test('of a browser, whose properties are the prototype’s, leaves none behind', () => {
    class BrowserTrack {
      #enabled = true;
      get enabled() {
        return this.#enabled;
      }
      set enabled(enabled: boolean) {
        this.#enabled = enabled;
      }
      stop() {}
      clone() {
        return new BrowserTrack();
      }
    }
    const own = new BrowserTrack() as unknown as MediaStreamTrack;
    const { takeBack } = lendTrack(own, false);
    expect(Object.keys(Object.getOwnPropertyDescriptors(own))).toEqual(['enabled', 'stop']);
    own.enabled = false;
    takeBack();
    expect(Object.getOwnPropertyDescriptors(own)).toEqual({});
    expect(own.enabled).toBe(false);
  });
});
