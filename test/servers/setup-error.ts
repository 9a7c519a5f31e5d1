export type SetupErrorCode =
  | 'livekit-server-unavailable'
  | 'livekit-server-failed'
  | 'mediasoup-worker-unavailable'
  | 'janus-unavailable'
  | 'janus-failed'
  | 'postgres-failed'
  | 'chromium-unavailable';

/** Something that tests or the demo need could not be had. The message says what to do about it. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
  readonly code: SetupErrorCode;

  constructor(code: SetupErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}
