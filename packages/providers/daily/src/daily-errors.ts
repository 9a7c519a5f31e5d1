import { isVideoError, type LeaveReason, VideoError, type VideoErrorCode } from '@patchbay/contract';

type End = { readonly reason: Exclude<LeaveReason, 'local'>; readonly error: VideoError | undefined };
type Row = readonly [code: VideoErrorCode, message: string, retryable?: boolean];

export const fail = (code: VideoErrorCode, message: string, options: object = {}): VideoError =>
  new VideoError(code, message, { provider: 'daily', ...options });

const credentials: Row = ['credentials-rejected', 'Daily refused the meeting token. Ask for a new ticket.'];
const busy: Row = ['device-busy', 'Another program holds the device. Close it and try again.', true];
const unknown: Row = ['provider-failure', 'Daily failed.'];

/** Every error type of daily-js 0.92.2 (`index.d.ts`: fatal, camera and non-fatal), and those of the REST API. */
export const dailyErrors: ReadonlyMap<string, Row> = new Map<string, Row>([
  ['ejected', ['not-allowed', 'Daily removed this participant from the room.']],
  ['nbf-room', ['not-allowed', 'The room is not open yet.', true]],
  ['nbf-token', credentials],
  ['exp-room', ['room-not-found', 'The room has expired. Ask for a new ticket.']],
  ['exp-token', credentials],
  ['no-room', ['room-not-found', 'There is no such room, or it was deleted.']],
  ['meeting-full', ['room-full', 'The room is full.']],
  ['end-of-life', ['unsupported', 'Daily no longer accepts this daily-js. Update the package.']],
  ['not-allowed', credentials],
  ['connection-error', ['unreachable', 'Daily could not be reached. Check the network.', true]],
  ['cam-in-use', busy],
  ['mic-in-use', busy],
  ['cam-mic-in-use', busy],
  ['permissions', ['device-denied', 'The device was not allowed. Allow it in the browser.', true]],
  [
    'undefined-mediadevices',
    ['device-not-found', 'There are no media devices here. Serve the page over https.'],
  ],
  ['not-found', ['device-not-found', 'There is no such device.']],
  ['constraints', ['device-failed', 'No device can do what was asked.']],
  ['unknown', ['device-failed', 'The device could not be used.']],
  ['input-settings-error', ['device-failed', 'Daily could not use the track.']],
  ['screen-share-error', ['device-failed', 'Daily could not share the screen.']],
  ['local-audio-level-observer-error', unknown],
  ['video-processor-error', unknown],
  ['video-processor-warning', unknown],
  ['audio-processor-error', unknown],
  ['remote-media-player-error', unknown],
  ['live-streaming-warning', unknown],
  ['meeting-session-data-error', unknown],
  ['authorization-header-error', ['credentials-rejected', 'Daily refused the API key.']],
  ['authentication-error', ['credentials-rejected', 'Daily refused the API key.']],
  ['forbidden-error', ['not-allowed', 'Daily forbids this on the account’s plan.']],
  ['invalid-request-error', ['invalid-argument', 'Daily refused a setting.']],
  ['rate-limit-error', ['provider-failure', 'Daily was asked too often. Try again.', true]],
]);

/** The type that daily-js or REST gives: on the event itself, on its `error`, or on an error with an `error` of its own. */
export function typeOf(cause: unknown): string | undefined {
  const { type, error } = Object(cause) as { readonly type?: unknown; readonly error?: unknown };
  if (typeof type === 'string') return type;
  return typeof error === 'object' && error !== null ? typeOf(error) : undefined;
}

/** What daily-js threw, rejected with or told. */
export function dailyError(cause: unknown): VideoError {
  if (isVideoError(cause)) return cause;
  const type = typeOf(cause);
  const [code, message, retryable] = dailyErrors.get(type ?? '') ?? unknown;
  return fail(code, message, { cause, retryable, vendorCode: type });
}

/** Why a joined call ended by itself: the fatal `error` of daily-js. */
export function endOf(cause: unknown): End {
  const type = typeOf(cause);
  const error = dailyError(cause);
  switch (String(type)) {
    case 'ejected':
      return { reason: 'removed', error: undefined };
    // Daily tells so of a room that is deleted during the call (0.92.2, `_maybeSendToSentry`).
    case 'no-room':
    case 'exp-room':
      return { reason: 'room-ended', error: undefined };
    case 'exp-token':
      return { reason: 'credentials-expired', error };
    case 'connection-error': {
      const options = { cause, vendorCode: type, retryable: true };
      const lost = fail('connection-lost', 'The connection was lost. Join again.', options);
      return { reason: 'connection-lost', error: lost };
    }
    default:
      return { reason: 'provider-failure', error };
  }
}
