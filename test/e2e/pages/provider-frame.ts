import type { FrameWindow } from './in-frames.ts';
import { providerNamedInAddress } from './page-providers.ts';

// What the outer page hands in is of its realm; SDKs look with `instanceof`.
const frame = globalThis as unknown as FrameWindow;
const { MediaStreamTrack, MediaStream } = frame.parent as FrameWindow;
Object.assign(frame, { MediaStreamTrack, MediaStream });
frame.loadProvider = () => providerNamedInAddress().load();
