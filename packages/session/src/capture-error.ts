import { VideoError, type VideoErrorCode } from '@patchbay/contract';

/** The names that `getUserMedia` and `getDisplayMedia` reject with (Media Capture and Streams, W3C), and ours for them. */
const codes: ReadonlyMap<string, readonly [VideoErrorCode, string]> = new Map([
  [
    'NotAllowedError',
    [
      'device-denied',
      'The camera, microphone or screen was not allowed. Ask the person to allow it in the browser.',
    ],
  ],
  [
    'SecurityError',
    [
      'device-denied',
      'The page may not use devices. Serve it over https and allow them in its permissions policy.',
    ],
  ],
  ['NotReadableError', ['device-busy', 'Another program holds the device. Close it and try again.']],
  [
    'AbortError',
    ['device-busy', 'The device could not be started. Close other programs that use it and try again.'],
  ],
  ['NotFoundError', ['device-not-found', 'There is no such device. Plug one in, or choose another.']],
  [
    'OverconstrainedError',
    ['device-failed', 'No device can do what was asked. Ask for less, or choose another device.'],
  ],
  [
    'InvalidStateError',
    ['device-failed', 'The page is not active; devices can only be opened in the page in front.'],
  ],
]);

/** What went wrong with a device, as a `VideoError` with the browser's own error as the cause. */
export function captureError(error: unknown): VideoError {
  const name = error instanceof Error || error instanceof DOMException ? error.name : '';
  const [code, message] = codes.get(name) ?? ['device-failed', 'The device could not be opened.'];
  return new VideoError(code, message, {
    retryable: code === 'device-busy' || code === 'device-denied',
    vendorCode: name === '' ? undefined : name,
    cause: error,
  });
}
