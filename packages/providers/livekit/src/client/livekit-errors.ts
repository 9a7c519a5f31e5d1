import { isVideoError, VideoError } from '@patchbay/contract';
import type { LeaveReason, VideoErrorCode, VideoErrorOptions } from '@patchbay/contract';

type ClosedReason = Exclude<LeaveReason, 'local'>;
type Failure = readonly [code: VideoErrorCode, message: string, retryable?: boolean];

export const fail = (code: VideoErrorCode, message: string, options: VideoErrorOptions = {}): VideoError =>
  new VideoError(code, message, { provider: 'livekit', ...options });

const lost = 'connection-lost';
const failure = 'provider-failure';

/** `DisconnectReason` of livekit-client 2.23.0, by number: the enum itself is a value of the SDK. */
export const leaveReasons: Readonly<Record<number, ClosedReason>> = {
  0: lost, // UNKNOWN_REASON: all attempts to reconnect failed
  1: lost, // CLIENT_INITIATED: not by us, so the page was left or frozen
  2: 'duplicate', // DUPLICATE_IDENTITY
  3: failure, // SERVER_SHUTDOWN
  4: 'removed', // PARTICIPANT_REMOVED
  5: 'room-ended', // ROOM_DELETED
  6: failure, // STATE_MISMATCH
  7: failure, // JOIN_FAILURE
  8: lost, // MIGRATION
  9: lost, // SIGNAL_CLOSE
  10: 'room-ended', // ROOM_CLOSED
  11: failure, // USER_UNAVAILABLE
  12: 'credentials-expired', // USER_REJECTED: the SDK's word for a token refused while it reconnected
  13: failure, // SIP_TRUNK_FAILURE
  14: lost, // CONNECTION_TIMEOUT
  15: failure, // MEDIA_FAILURE
  16: failure, // AGENT_ERROR
};

const rejected: Failure = ['credentials-rejected', 'LiveKit refuses the credentials. Ask for a new ticket.'];
const closedFailures: Readonly<Partial<Record<ClosedReason, Failure>>> = {
  [lost]: [lost, 'The connection was lost. Join again.', true],
  'credentials-expired': rejected,
  [failure]: [failure, 'LiveKit ended the connection. Join again.', true],
};

/** Why a running connection ended; an error comes with what nobody asked for. */
export function closedBy(code = 0): {
  readonly reason: ClosedReason;
  readonly error: VideoError | undefined;
} {
  const reason = leaveReasons[code] ?? failure;
  const known = closedFailures[reason];
  return { reason, error: known && failed(known, { vendorCode: `disconnect-${code}` }) };
}

const other: Failure = [failure, 'LiveKit failed. Try again.', true];
const unreachable: Failure = ['unreachable', 'LiveKit is not reached. Check network and proxy.', true];

/** `ConnectionErrorReason` of livekit-client 2.23.0, by number, some with the HTTP status. */
export const connectFailures: Readonly<Record<string, Failure>> = {
  '0': rejected, // NotAllowed
  '0-404': ['room-not-found', 'There is no such room, or it has ended.'],
  '1': unreachable, // ServerUnreachable
  '2': unreachable, // InternalError: the WebSocket or the peer connection did not come up
  '3': ['aborted', 'The join was abandoned.'], // Cancelled
  '4': other, // LeaveRequest
  '5': unreachable, // Timeout
  '6': unreachable, // WebSocket: refused; livekit-server 1.11.0 does so, with a status unseen here, when the room is full
  '7': unreachable, // ServiceNotFound: something else than LiveKit answers there
};

/** What `room.connect` rejected with. */
export function connectError(error: unknown): VideoError {
  const { name, reason, status } = propertiesOf(error);
  if (name !== 'ConnectionError') return failed(other, { cause: error });
  const key = status === undefined ? `${reason}` : `${reason}-${status}`;
  const known = connectFailures[key] ?? connectFailures[`${reason}`] ?? unreachable;
  // A refusal repeats the server's text, and that repeats the token.
  return failed(known, { cause: reason === 0 ? undefined : error, vendorCode: `connection-${key}` });
}

const verbFailures: Readonly<Record<string, Failure>> = {
  PublishTrackError403: ['not-allowed', 'The credentials do not allow publishing.'],
  PublishDataError: ['message-too-large', 'The message is too large. Send less.'],
};

/** What any other verb of the SDK rejected with. */
export function verbError(cause: unknown): VideoError {
  if (isVideoError(cause)) return cause;
  const { name, status } = propertiesOf(cause);
  return failed(verbFailures[`${name}${status ?? ''}`] ?? other, { cause, vendorCode: name });
}

const failed = ([code, message, retryable]: Failure, options: VideoErrorOptions): VideoError =>
  fail(code, message, { ...options, retryable });

/** As the SDK's errors have them; whatever else is thrown has none of these. */
const propertiesOf = (value: unknown) =>
  Object(value) as { readonly name?: string; readonly reason?: number; readonly status?: number };
