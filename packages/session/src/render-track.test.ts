import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTrack } from '../fixtures/test-track.ts';
import { attachNothing, createRenderer } from './render-track.ts';

beforeEach(() => {
  vi.stubGlobal(
    'MediaStream',
    class {
      readonly #tracks: readonly MediaStreamTrack[];
      constructor(tracks: readonly MediaStreamTrack[]) {
        this.#tracks = tracks;
      }
      getTracks = () => [...this.#tracks];
    },
  );
});
afterEach(() => vi.unstubAllGlobals());

class FakeElement {
  srcObject: unknown = null;
  autoplay = false;
  muted = false;
  playsInline = false;
  plays = 0;
  refusal: string | undefined;

  async play(): Promise<void> {
    this.plays += 1;
    if (this.refusal !== undefined) throw new DOMException('refused', this.refusal);
  }

  get asMedia(): HTMLMediaElement {
    return this as unknown as HTMLMediaElement;
  }
}

function setUp() {
  const blocked: (() => Promise<void>)[] = [];
  const render = createRenderer({ attachOf: () => attachNothing }, (resume) => blocked.push(resume));
  const shown = (kind: 'audio' | 'video', track: MediaStreamTrack = createTrack(kind)) =>
    render({ id: 'm', participantId: 'p', source: 'camera', kind, muted: false, track });
  return { blocked, render, shown };
}

describe('a track', () => {
  test('is shown in a stream of its own and played, until it is taken off', () => {
    const { shown } = setUp();
    const [element, track] = [new FakeElement(), createTrack('video')];
    const detach = shown('video', track).attach(element.asMedia);
    expect((element.srcObject as MediaStream).getTracks()).toEqual([track]);
    expect(element).toMatchObject({ autoplay: true, muted: true, playsInline: true, plays: 1 });
    detach();
    detach();
    expect(element.srcObject).toBeNull();
  });

  test('of sound is heard', () => {
    const element = new FakeElement();
    setUp().shown('audio').attach(element.asMedia);
    expect(element.muted).toBe(false);
  });

  test('taken off leaves alone what was attached since', () => {
    const { shown } = setUp();
    const element = new FakeElement();
    const detach = shown('video').attach(element.asMedia);
    shown('video').attach(element.asMedia);
    const second = element.srcObject;
    detach();
    expect(element.srcObject).toBe(second);
  });
});

describe('a refusal to play', () => {
  test('for want of a gesture is told, and resuming plays what is still attached', async () => {
    const { shown, blocked } = setUp();
    const [stays, goes] = [new FakeElement(), new FakeElement()];
    stays.refusal = 'NotAllowedError';
    goes.refusal = 'NotAllowedError';
    shown('audio').attach(stays.asMedia);
    const detach = shown('audio').attach(goes.asMedia);
    await Promise.resolve();
    await Promise.resolve();
    expect(blocked).toHaveLength(2);
    detach();
    stays.refusal = undefined;
    await blocked[0]?.();
    expect([stays.plays, goes.plays]).toEqual([2, 1]);
    await blocked[1]?.();
    expect(stays.plays).toBe(2);
  });

  test('again is told again', async () => {
    const { shown, blocked } = setUp();
    const element = new FakeElement();
    element.refusal = 'NotAllowedError';
    shown('audio').attach(element.asMedia);
    await Promise.resolve();
    await blocked[0]?.();
    expect(blocked).toHaveLength(2);
  });

  test('for another reason, or of what was taken off, is nobody’s business', async () => {
    const { shown, blocked } = setUp();
    const [interrupted, gone] = [new FakeElement(), new FakeElement()];
    interrupted.refusal = 'AbortError';
    gone.refusal = 'NotAllowedError';
    shown('video').attach(interrupted.asMedia);
    shown('video').attach(gone.asMedia)();
    await Promise.resolve();
    await Promise.resolve();
    expect(blocked).toEqual([]);
  });
});

test('media that brings its own way of showing keeps it', () => {
  const { render } = setUp();
  const attach = () => () => undefined;
  const media = { id: 'm', participantId: 'p', source: 'camera', kind: 'video', muted: false } as const;
  expect(render({ ...media, track: undefined, attach }).attach).toBe(attach);
});
