import { afterEach, describe, expect, test } from 'vitest';
import { FakeCapture } from './fake-capture.ts';
import { installFakeMedia } from './fake-globals.ts';
import { FakeMediaStream } from './fake-stream.ts';
import { FakeMediaStreamTrack } from './fake-track.ts';

describe('FakeMediaStreamTrack', () => {
  test('stopping says nothing; a device that goes away does', () => {
    const heard: string[] = [];
    for (const end of ['stop', 'end'] as const) {
      const track = new FakeMediaStreamTrack('video');
      track.addEventListener('ended', () => heard.push(`listener ${end}`));
      Object.assign(track, { onended: () => heard.push(`handler ${end}`) });
      track[end]();
      track[end]();
      expect(track.readyState).toBe('ended');
    }
    expect(heard).toEqual(['handler end', 'listener end']);
  });

  test('a clone has a life and a mute of its own', () => {
    const track = new FakeMediaStreamTrack('audio');
    track.enabled = false;
    const clone = track.clone();
    expect([clone.kind, clone.enabled, clone.id === track.id]).toEqual(['audio', false, false]);
    clone.enabled = true;
    track.stop();
    expect([track.enabled, clone.readyState, track.clone().readyState]).toEqual([false, 'live', 'ended']);
  });
});

describe('FakeCapture', () => {
  test('counts devices that are open, clones included', async () => {
    const capture = new FakeCapture();
    const stream = await capture.getUserMedia({ audio: true, video: true });
    const [video] = stream.getVideoTracks();
    const clone = video?.clone();
    expect(capture.openDevices).toBe(3);
    for (const track of stream.getTracks()) track.stop();
    expect(capture.openDevices).toBe(1);
    clone?.stop();
    expect(capture.openDevices).toBe(0);
  });

  test('gives the device that was asked for', async () => {
    const capture = new FakeCapture();
    const stream = await capture.getUserMedia({ video: { deviceId: { exact: 'c1' } } });
    expect(stream.getVideoTracks()[0]?.getSettings().deviceId).toBe('c1');
  });

  test.each(['NotAllowedError', 'NotReadableError'] as const)(
    'refuses with %s until told otherwise',
    async (name) => {
      const capture = new FakeCapture();
      capture.refusal = name;
      await expect(capture.getUserMedia({ video: true })).rejects.toMatchObject({ name });
      await expect(capture.getDisplayMedia()).rejects.toMatchObject({ name });
      expect(capture.openDevices).toBe(0);
      capture.refusal = undefined;
      await expect(capture.getDisplayMedia()).resolves.toBeInstanceOf(FakeMediaStream);
    },
  );

  test('wants to be asked for something, as browsers do', async () => {
    await expect(new FakeCapture().getUserMedia({})).rejects.toBeInstanceOf(TypeError);
  });
});

describe('FakeMediaStream', () => {
  test('holds tracks by kind and id', () => {
    const [audio, video] = [new FakeMediaStreamTrack('audio'), new FakeMediaStreamTrack('video')];
    const stream = new FakeMediaStream([audio]);
    stream.addTrack(video);
    stream.addTrack(video);
    expect(stream.getTracks()).toEqual([audio, video]);
    expect(stream.getTrackById(video.id)).toBe(video);
    stream.removeTrack(video);
    expect(stream.getVideoTracks()).toEqual([]);
    audio.stop();
    expect(stream.active).toBe(false);
  });
});

describe('installFakeMedia', () => {
  afterEach(() => void Reflect.deleteProperty(globalThis, 'MediaStream'));

  test('fills a gap and takes itself away again', () => {
    const undo = installFakeMedia();
    expect(globalThis.MediaStream).toBe(FakeMediaStream);
    undo();
    expect('MediaStream' in globalThis).toBe(false);
  });

  test('leaves a real one alone', () => {
    const real = () => undefined;
    Object.defineProperty(globalThis, 'MediaStream', { value: real, configurable: true });
    installFakeMedia()();
    expect(globalThis.MediaStream).toBe(real);
  });
});
