import type { ProviderId } from './ids.ts';

/** What went wrong, in words that mean the same on every provider. */
export type VideoErrorCode =
  /** The caller's `AbortSignal` fired, or `leave()` overtook the call. */
  | 'aborted'
  /** A deadline passed; everything begun was cleaned up. */
  | 'timeout'
  /** The ticket is not one (malformed, other version). */
  | 'ticket-invalid'
  /** The ticket's `expiresAt` is past; ask for a new one. */
  | 'ticket-expired'
  /** The ticket names a provider that the page does not list. */
  | 'provider-not-installed'
  /** The provider's code or its vendor SDK could not be loaded. */
  | 'sdk-load-failed'
  /** The vendor's server could not be reached. */
  | 'unreachable'
  /** The vendor refused the credentials. */
  | 'credentials-rejected'
  | 'room-full'
  /** There is no such room, or it has ended. */
  | 'room-not-found'
  /** The vendor or the server forbids the operation. */
  | 'not-allowed'
  /** The provider lacks the capability. */
  | 'unsupported'
  /** An argument is wrong; the message says which. */
  | 'invalid-argument'
  /** The verb needs a joined session. */
  | 'invalid-state'
  /** That source is published already. */
  | 'already-published'
  /** The publication given is not one of this session's. */
  | 'not-published'
  | 'participant-not-found'
  | 'message-too-large'
  /** The person or the browser's policy denied the device. */
  | 'device-denied'
  /** Another program holds the device. */
  | 'device-busy'
  | 'device-not-found'
  /** The device is there but cannot do what was asked. */
  | 'device-failed'
  /** The connection was lost and did not come back. */
  | 'connection-lost'
  /** Anything else; the vendor's error is the `cause`. */
  | 'provider-failure';

export interface VideoErrorOptions {
  readonly provider?: ProviderId | undefined;
  /** Whether the same call may succeed when it is repeated unchanged. */
  readonly retryable?: boolean | undefined;
  readonly vendorCode?: string | undefined;
  readonly cause?: unknown;
}

const brand = Symbol.for('patchbay.video-error');

/**
 * The one error of the video layer. Messages say what to do next and never carry a name, a token or an identity.
 * Recognise it with {@link isVideoError}, which works across two copies of this package in one bundle.
 */
export class VideoError extends Error {
  override readonly name = 'VideoError';
  readonly code: VideoErrorCode;
  readonly provider: ProviderId | undefined;
  readonly retryable: boolean;
  readonly vendorCode: string | undefined;

  constructor(code: VideoErrorCode, message: string, options: VideoErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.provider = options.provider;
    this.retryable = options.retryable ?? false;
    this.vendorCode = options.vendorCode;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** True for a `VideoError` of this or any other copy of the package. */
export const isVideoError = (value: unknown): value is VideoError =>
  typeof value === 'object' && value !== null && brand in value;
