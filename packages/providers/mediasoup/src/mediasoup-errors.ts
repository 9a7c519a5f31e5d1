import { isVideoError, VideoError, type VideoErrorCode } from '@patchbay/contract';

export const fail = (code: VideoErrorCode, message: string, options: object = {}): VideoError =>
  new VideoError(code, message, { provider: 'mediasoup', ...options });

/** The error classes of mediasoup 3.27.1 and mediasoup-client 3.24.1, by name, and what Patchbay's own server answers. */
export const mediasoupErrors: Readonly<Record<string, readonly [VideoErrorCode, message: string]>> = {
  UnsupportedError: ['unsupported', 'This browser and mediasoup share no codec. Use another browser.'],
  InvalidStateError: ['provider-failure', 'The track, or its transport, is closed already.'],
  WorkerClosedError: ['unreachable', 'A mediasoup worker died. Try again.'],
  NotFoundError: ['provider-failure', 'mediasoup does not know this transport or producer.'],
  TypeError: ['provider-failure', 'mediasoup refused the parameters.'],
  Interrupted: ['connection-lost', 'The server forgot about it. Try again.'],
};

/** What an SDK threw, or the server answered, as ours. */
export function mediasoupError(cause: unknown): VideoError {
  if (isVideoError(cause)) return cause;
  const name = cause instanceof Error ? cause.name : undefined;
  const [code, message] = mediasoupErrors[name ?? ''] ?? ['provider-failure', 'mediasoup failed.'];
  return fail(code, message, { cause, vendorCode: name, retryable: code === 'unreachable' });
}
