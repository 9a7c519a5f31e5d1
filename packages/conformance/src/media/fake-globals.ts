import { FakeMediaStream } from './fake-stream.ts';

/** Puts a `MediaStream` where there is none, as in Node. The function returned takes it away again. */
export function installFakeMedia(): () => void {
  if (typeof globalThis.MediaStream === 'function') return () => undefined;
  Object.defineProperty(globalThis, 'MediaStream', {
    value: FakeMediaStream,
    configurable: true,
    writable: true,
  });
  return () => void Reflect.deleteProperty(globalThis, 'MediaStream');
}
