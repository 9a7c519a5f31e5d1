import { describe, expect, test } from 'vitest';
import { createTrack } from '../fixtures/test-track.ts';
import { captureSource, sourceOf } from './capture-source.ts';
import type { MediaCapture } from './session-environment.ts';

function setUp(tracks: readonly MediaStreamTrack[]) {
  const asked: unknown[] = [];
  const stream = {
    getAudioTracks: () => tracks.filter(({ kind }) => kind === 'audio'),
    getVideoTracks: () => tracks.filter(({ kind }) => kind === 'video'),
  } as unknown as MediaStream;
  const capture: MediaCapture = {
    getUserMedia: async (constraints) => {
      asked.push(constraints);
      return stream;
    },
    getDisplayMedia: async (options) => {
      asked.push({ display: options });
      return stream;
    },
  };
  return { asked, capture };
}

describe('captureSource', () => {
  test.each([
    [{ kind: 'camera' } as const, { video: {} }],
    [{ kind: 'camera', deviceId: 'c1' } as const, { video: { deviceId: { exact: 'c1' } } }],
    [
      { kind: 'camera', deviceId: 'c1', constraints: { width: 640 } } as const,
      { video: { width: 640, deviceId: { exact: 'c1' } } },
    ],
    [{ kind: 'screen' } as const, { display: { video: true } }],
    [{ kind: 'screen', constraints: { frameRate: 5 } } as const, { display: { video: { frameRate: 5 } } }],
  ])('%j asks for %j', async (source, constraints) => {
    const track = createTrack('video');
    const { asked, capture } = setUp([track]);
    await expect(captureSource(source, capture)).resolves.toEqual({ track, owned: true });
    expect(asked).toEqual([constraints]);
  });

  test('a microphone asks for sound only', async () => {
    const track = createTrack('audio');
    const { asked, capture } = setUp([track]);
    await expect(captureSource({ kind: 'microphone', deviceId: 'm1' }, capture)).resolves.toEqual({
      track,
      owned: true,
    });
    expect(asked).toEqual([{ audio: { deviceId: { exact: 'm1' } } }]);
  });

  test('surplus tracks are stopped', async () => {
    const [wanted, surplus] = [createTrack('video'), createTrack('video')];
    await captureSource({ kind: 'camera' }, setUp([wanted, surplus]).capture);
    expect([wanted.readyState, surplus.readyState]).toEqual(['live', 'ended']);
  });

  test('a stream without the track asked for is device-failed', async () => {
    const { capture } = setUp([createTrack('audio')]);
    await expect(captureSource({ kind: 'camera' }, capture)).rejects.toMatchObject({ code: 'device-failed' });
  });

  test('without media devices a camera is device-not-found', async () => {
    await expect(captureSource({ kind: 'camera' }, undefined)).rejects.toMatchObject({
      code: 'device-not-found',
    });
  });

  test('the browser’s refusal is translated', async () => {
    const capture: MediaCapture = {
      getUserMedia: () => Promise.reject(new DOMException('no', 'NotAllowedError')),
      getDisplayMedia: () => Promise.reject(new DOMException('no', 'NotAllowedError')),
    };
    for (const kind of ['camera', 'microphone', 'screen'] as const)
      await expect(captureSource({ kind }, capture)).rejects.toMatchObject({ code: 'device-denied' });
  });

  test('a raw track is taken as it is, and is not ours to stop', async () => {
    const track = createTrack('video');
    const source = { kind: 'track', source: 'screen', track } as const;
    await expect(captureSource(source, undefined)).resolves.toEqual({ track, owned: false });
    expect(sourceOf(source)).toBe('screen');
  });

  test('a raw track that has ended is an invalid argument', async () => {
    const track = createTrack('video');
    track.stop();
    await expect(captureSource({ kind: 'track', source: 'camera', track }, undefined)).rejects.toMatchObject({
      code: 'invalid-argument',
    });
  });
});
