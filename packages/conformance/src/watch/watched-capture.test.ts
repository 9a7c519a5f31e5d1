import { describe, expect, test } from 'vitest';
import { FakeCapture } from '../media/fake-capture.ts';
import { WatchedCapture } from './watched-capture.ts';

describe('WatchedCapture', () => {
  test('follows tracks, their clones and clones of those', async () => {
    const watched = new WatchedCapture(new FakeCapture());
    const [track] = (await watched.getUserMedia({ video: true })).getTracks();
    const grandchild = track?.clone().clone();
    expect([watched.captured.length, watched.open]).toEqual([1, 3]);
    track?.stop();
    grandchild?.stop();
    expect(watched.open).toBe(1);
  });

  test('refuses the next device only', async () => {
    const watched = new WatchedCapture(new FakeCapture());
    watched.refuseNext('NotReadableError');
    await expect(watched.getDisplayMedia({})).rejects.toMatchObject({ name: 'NotReadableError' });
    await expect(watched.getDisplayMedia({})).resolves.toBeDefined();
    expect(watched.asked).toBe(2);
  });

  test('opens held devices once they are let go', async () => {
    const watched = new WatchedCapture(new FakeCapture());
    const release = watched.hold();
    const opening = watched.getUserMedia({ audio: true });
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(watched.captured).toEqual([]);
    release();
    await opening;
    expect(watched.captured).toHaveLength(1);
  });
});
