import { descriptorUnderTest } from './descriptor-under-test.ts';
import type { FrameWindow } from './in-frames.ts';

const frame = globalThis as unknown as FrameWindow;
const outer = frame.parent as FrameWindow;

/** The outer page's, but what is made in this frame counts as one, too. */
const ofBothRealms = <Class extends typeof MediaStreamTrack | typeof MediaStream>(
  given: Class,
  own: Class,
): Class =>
  new Proxy(given, {
    get: (target, name, receiver): unknown =>
      name === Symbol.hasInstance
        ? (value: unknown) => value instanceof target || value instanceof own
        : Reflect.get(target, name, receiver),
  });

// What the outer page hands in is of its realm; SDKs look with `instanceof`.
Object.assign(frame, {
  MediaStreamTrack: ofBothRealms(outer.MediaStreamTrack, frame.MediaStreamTrack),
  MediaStream: ofBothRealms(outer.MediaStream, frame.MediaStream),
});
frame.loadProvider = () => descriptorUnderTest.load();
