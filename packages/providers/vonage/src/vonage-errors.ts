import { isVideoError, type LeaveReason, VideoError, type VideoErrorCode } from '@patchbay/contract';

type End = { readonly reason: Exclude<LeaveReason, 'local'>; readonly error: VideoError | undefined };

export const fail = (code: VideoErrorCode, message: string, options: object = {}): VideoError =>
  new VideoError(code, message, { provider: 'vonage', ...options });

type Row = readonly [code: VideoErrorCode, message: string, retryable?: boolean];

const unknown: Row = ['provider-failure', 'Vonage failed.'];
const failed: Row = ['provider-failure', 'Vonage failed. Try again.', true];
const forbidden: Row = ['not-allowed', 'Vonage forbids it.'];
const unreachable: Row = ['unreachable', 'Vonage could not be reached. Check the network.', true];
const noMedia: Row = ['unreachable', 'No media connection. Check network and firewall.', true];
const unsupported: Row = ['unsupported', 'This browser lacks what Vonage needs for it. Use another browser.'];
const deviceFailed: Row = ['device-failed', 'The device cannot do what was asked.'];

/**
 * Every error of client-sdk-video 2.35.2 that means something in our words: by its name without `OT_`, as a pattern, and by
 * its number, which some have alone. The rest is a failure worth another try.
 */
const rows: readonly (readonly [Row, RegExp, ...(readonly number[])])[] = [
  [['credentials-rejected', 'Vonage refused the credentials.'], /^(AUTHENTICATION|API_KEY)/, 1004],
  [['room-not-found', 'There is no such room.'], /^INVALID_SESSION_ID/, 1005],
  [['room-full', 'The room is full.'], /^CONNECTION_LIMIT/, 1027],
  [['not-allowed', 'Too many messages at once. Send fewer.', true], /^RATE_LIMIT/],
  [forbidden, /^(PERMISSION|TERMS|STREAM_LIMIT)/, 1026, 1500, 1520, 1530, 1540, 1605],
  [['participant-not-found', 'Nobody of that id is here.'], /^NOT_FOUND/],
  [['not-published', 'That stream has ended.'], /^STREAM_(NOT_FOUND|DESTROYED)/],
  [['connection-lost', 'The session is not connected. Join again.', true], /^(DIS|NOT_)CONNECTED/, 1010],
  [['invalid-state', 'That was asked at the wrong time.'], /^SOCKET_ALREADY|PROXY_URL/, 2021, 2022],
  [unreachable, /^(CONNECT_FAILED|SOCKET_CLOSE)/, 1006, 1007, 1008, 3007],
  [noMedia, /^ICE_|PEER_CONNECTION|^SET_REMOTE|^FAILED_SET/, 1013, 1015, 1553, 1554],
  [['timeout', 'Vonage took too long. Try again.', true], /^TIMEOUT/],
  [['aborted', 'It was given up before it came about.'], /^CANCEL/],
  [['invalid-argument', 'Vonage refused a setting.'], /^(INVALID_(PARAM|ENC)|NO_VALID)/, 1011],
  [unsupported, /^(NOT_SUPPORTED|UNSUPPORTED|SCREEN_SHARING)|STATS_REPORT_NOT/, 1502, 2031],
  [['device-denied', 'The device was denied. Allow it in the browser.'], /(ACCESS|PERMISSION)_DENIED$/],
  [['device-busy', 'Another program holds the device.'], /^HARDWARE/],
  [['device-not-found', 'There is no such device.'], /^NO_DEVICES/],
  [deviceFailed, /^(CHROME_MIC|CONSTRAINTS|UNABLE_TO_CAPTURE|SET_VIDEO|INVALID_(VIDEO|AUDIO))/],
];

function rowOf(name: string | undefined, number: number): Row {
  const found = rows.find(([, pattern, ...numbers]) =>
    name === undefined ? numbers.includes(number) : pattern.test(name),
  );
  return found?.[0] ?? (name === undefined && number < 1000 ? unknown : failed);
}

/** What the SDK threw or rejected with: a name and a number, one of them, or, from a browser, neither. */
export function vonageError(cause: unknown): VideoError {
  if (isVideoError(cause)) return cause;
  const given = Object(cause) as { readonly name?: unknown; readonly code?: unknown };
  const [, name] = /^OT_(.+)/.exec(String(given.name)) ?? [];
  const number = typeof given.code === 'number' ? given.code : 0;
  const [code, message, retryable] = rowOf(name, number);
  const vendorCode = name === undefined ? String(number || '') || undefined : `OT_${name}`;
  return fail(code, message, { cause, retryable, vendorCode });
}

/**
 * Why a joined session was left, by the reason that the SDK gives. Vonage knows no end of a room: whoever is sent out of a
 * room that is emptied hears the same as who is removed.
 */
export function endOf(vendorCode: string): End {
  if (vendorCode === 'forceDisconnected') return { reason: 'removed', error: undefined };
  const isLost = vendorCode === 'networkDisconnected';
  const reason = isLost ? 'connection-lost' : 'provider-failure';
  const message = isLost ? 'The connection was lost. Join again.' : 'Vonage ended the session. Join again.';
  return { reason, error: fail(reason, message, { vendorCode, retryable: true }) };
}
