import { descriptorUnderTest } from './descriptor-under-test.ts';
import type { FrameWindow } from './in-frames.ts';

// What the outer page hands in is of its realm; SDKs look with `instanceof`.
const frame = globalThis as unknown as FrameWindow;
const { MediaStreamTrack, MediaStream } = frame.parent as FrameWindow;
Object.assign(frame, { MediaStreamTrack, MediaStream });
frame.loadProvider = () => descriptorUnderTest.load();
