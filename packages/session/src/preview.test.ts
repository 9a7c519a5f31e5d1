import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTrack } from '../fixtures/test-track.ts';
import { Preview } from './preview.ts';

class TestStream {
  readonly tracks: readonly unknown[];
  constructor(tracks: readonly unknown[]) {
    this.tracks = tracks;
  }
}

const element = () =>
  ({
    srcObject: null,
    muted: false,
    play: () => Promise.reject(new Error('interrupted')),
  }) as unknown as HTMLVideoElement;
const shown = ({ srcObject }: HTMLMediaElement) => (srcObject as unknown as TestStream | null)?.tracks ?? [];

beforeEach(() => void vi.stubGlobal('MediaStream', TestStream));
afterEach(() => void vi.unstubAllGlobals());

describe('Preview', () => {
  test('follows what is shown, muted against echo', () => {
    const [first, second] = [createTrack('video'), createTrack('video')];
    const preview = new Preview();
    const video = element();
    preview.attach(video);
    expect(shown(video)).toEqual([]);
    preview.show(first);
    expect(shown(video)).toEqual([first]);
    preview.show(second);
    expect(shown(video)).toEqual([second]);
    preview.show(undefined);
    expect(video.srcObject).toBeNull();
    expect(video.muted).toBe(true);
  });

  test('takes off again, twice is harmless, others stay', () => {
    const track = createTrack('video');
    const preview = new Preview();
    preview.show(track);
    const [gone, stays] = [element(), element()];
    const detach = preview.attach(gone);
    preview.attach(stays);
    detach();
    gone.srcObject = 'something else' as unknown as MediaStream;
    detach();
    preview.show(track);
    expect(gone.srcObject).toBe('something else');
    expect(shown(stays)).toEqual([track]);
  });
});
