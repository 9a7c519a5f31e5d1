import { isVideoError, type LeaveReason, VideoError, type VideoErrorCode } from '@patchbay/contract';

type End = { readonly reason: Exclude<LeaveReason, 'local'>; readonly error: VideoError | undefined };

export const fail = (code: VideoErrorCode, message: string, options: object = {}): VideoError =>
  new VideoError(code, message, { provider: 'twilio', ...options });

type Row = readonly [code: VideoErrorCode, message: string, retryable?: boolean];

const credentials: Row = [
  'credentials-rejected',
  'Twilio refused the credentials: the ticket, or the API key.',
];
const unreachable: Row = ['unreachable', 'Twilio could not be reached. Check the network.', true];
const media: Row = ['unreachable', 'No media connection to Twilio. Check network and firewall.', true];
const gone: Row = ['room-not-found', 'There is no such room, or it has ended.'];
const argument: Row = ['invalid-argument', 'Twilio refused a name or a setting.'];
const failed: Row = ['provider-failure', 'Twilio failed. Try again.', true];
const unknown: Row = ['provider-failure', 'Twilio failed.'];

/**
 * Every error of twilio-video 2.36.0 (`lib/util/twilio-video-errors.js`) by its number. REST uses the same ones and, in what
 * is not about rooms, others: there the HTTP status tells.
 */
const rows: readonly (readonly [Row, ...(readonly number[])])[] = [
  [credentials, 401, 403, 20101, 20102, 20103, 20104, 20105, 20106, 20107],
  [unreachable, 53000, 53001, 53002, 53500, 53501],
  [failed, 53003, 53004, 53006, 53103, 53104, 53116, 53305, 53400, 53401, 53402, 53403],
  [argument, 400, 53100, 53101, 53102, 53107, 53108, 53109, 53110, 53111, 53112, 53113, 53114, 53115, 53117],
  [argument, 53124, 53200, 53201, 53202, 53300, 53301, 53302, 53303, 53304],
  [['room-full', 'The room is full.'], 53105],
  [gone, 404, 53106, 53118],
  [['not-allowed', 'The room takes no tracks of this kind, or no more.'], 53125, 53203],
  [['connection-lost', 'Twilio forgot this connection. Join again.', true], 53204],
  [['not-allowed', 'The same person has joined elsewhere.'], 53205],
  [['unsupported', 'This browser and Twilio share no codec. Use another browser.'], 53404],
  [media, 53405, 53407],
];

export const twilioErrors: ReadonlyMap<number, Row> = new Map(
  rows.flatMap(([row, ...codes]) => codes.map((code) => [code, row] as const)),
);

/** What the SDK threw or rejected with. A plain error of the SDK itself, or of the browser, has no number. */
export function twilioError(cause: unknown): VideoError {
  if (isVideoError(cause)) return cause;
  const vendor = codeOf(cause);
  const [code, message, retryable] = twilioErrors.get(vendor) ?? unknown;
  return fail(code, message, { cause, retryable, vendorCode: vendor === 0 ? undefined : String(vendor) });
}

/**
 * Why a joined room was left; an error comes with what nobody asked for. Without an error Twilio ended this one connection
 * and not the room (2.36.0, twilioconnectiontransport.js, `disconnected`): the participant was removed.
 */
export function endOf(cause: unknown): End {
  const code = codeOf(cause);
  if (!cause) return { reason: 'removed', error: undefined };
  if (code === 53118) return { reason: 'room-ended', error: undefined };
  if (code === 53205) return { reason: 'duplicate', error: undefined };
  const error = twilioError(cause);
  if (code === 20104) return { reason: 'credentials-expired', error };
  if (![53000, 53001, 53002, 53204, 53405, 53407].includes(code))
    return { reason: 'provider-failure', error };
  const options = { cause, vendorCode: error.vendorCode, retryable: true };
  return {
    reason: 'connection-lost',
    error: fail('connection-lost', 'The connection was lost. Join again.', options),
  };
}

/** 0 for what has no number. */
export function codeOf(cause: unknown): number {
  const { code } = Object(cause) as { readonly code?: unknown };
  return typeof code === 'number' ? code : 0;
}
