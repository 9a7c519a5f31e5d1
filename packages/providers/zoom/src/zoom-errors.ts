import { isVideoError, type LeaveReason, VideoError, type VideoErrorCode } from '@patchbay/contract';

export const fail = (code: VideoErrorCode, message: string, options: object = {}): VideoError =>
  new VideoError(code, message, { provider: 'zoom', ...options });

type Row = readonly [code: VideoErrorCode, message: string, retryable?: boolean];

const unknown: Row = ['provider-failure', 'Zoom failed.'];
const unreachable: Row = ['unreachable', 'Zoom could not be reached. Check network and firewall.', true];
const busy: Row = ['device-busy', 'The device is in use. Close other programs that use it.', true];
const denied: Row = ['device-denied', 'The device was not allowed. Allow it in the browser.', true];
const missing: Row = ['device-not-found', 'There is no such device. Plug one in, or choose another.'];
const broken: Row = ['device-failed', 'The device could not be opened.'];
const forbidden: Row = ['not-allowed', 'Zoom, its account or the host does not allow this.'];
const state: Row = ['invalid-state', 'Zoom cannot do this now.'];
const lacking: Row = ['unsupported', 'Zoom cannot do this in this browser.'];
const argument: Row = ['invalid-argument', 'Zoom refused a value.'];

/** Every `ExceptionCode` of @zoom/videosdk 2.5.0 (`dist/types/exception-code.d.ts`) by its number. */
const rows: readonly (readonly [Row, ...(readonly number[])])[] = [
  [['timeout', 'Zoom did not answer in time. Try again.', true], 1],
  [['provider-failure', 'Zoom failed. Try again.', true], 2, 4003, 6105, 6011, 7104],
  [['aborted', 'The session changed meanwhile.', true], 3],
  // 200 is also `unreachable`, see `rowOf`.
  [['credentials-rejected', 'Zoom refused the credentials. Ask for a new ticket.'], 200, 3004, 3010, 5013],
  [['room-not-found', 'There is no such session, or it has ended.'], 3008, 4004],
  [['room-full', 'The session is full.'], 4005],
  [['sdk-load-failed', 'The parts of the Zoom SDK could not be loaded.', true], 5001],
  [['message-too-large', 'Zoom takes at most 512 bytes in a message.'], 7103, 7008],
  [['participant-not-found', 'Nobody with that id is here.'], 5011, 6001, 6025, 7001, 7101],
  [unreachable, 6110],
  [denied, 6100, 6200, 6201, 6152],
  [missing, 6000, 6101, 6102],
  [busy, 6103],
  // Its sub-code tells more, see `rowOf`.
  [broken, 6010],
  [lacking, 5000, 6003, 6017, 6024, 6026, 6107, 6111, 6112, 6119, 6150, 6202, 6206, 6216, 6218, 6223],
  [forbidden, 3000, 3009, 3620, 4006, 4007, 4008, 5006, 5007, 5008, 5009, 5010, 5014, 6016, 6106, 6204, 6208],
  [forbidden, 6209, 6210, 6212, 6300, 6302, 7002, 7003, 7010, 7011],
  [state, 5002, 5003, 5004, 5005, 5012, 6002, 6012, 6013, 6014, 6015, 6018, 6019, 6020, 6022, 6023, 6027],
  [state, 6029, 6108, 6109, 6114, 6116, 6117, 6118, 6120, 6121, 6151, 6154, 6203, 6205, 6207, 6211, 6213],
  [state, 6214, 6217, 6224, 6226, 6301, 6303, 7004],
  [argument, 6021, 6028, 6104, 6113, 6115, 6122, 6153, 6215, 6225, 6304, 7000, 7005, 7006, 7007, 7009, 7100],
  [argument, 7102],
  // Of features that the adapter does not drive: recording, captions, subsessions, whiteboards and the like.
  [unknown, ...Array.from({ length: 1006 }, (_, index) => 7200 + index)],
];

export const zoomErrors: ReadonlyMap<number, Row> = new Map(
  rows.flatMap(([row, ...codes]) => codes.map((code) => [code, row] as const)),
);

/** By the sub-codes of 6010, AUDIO_CAPTURE_FAILED. */
const captureRows = new Map<unknown, Row>(
  Object.entries({ 1: denied, 2: denied, 3: busy, 4: missing, 7: denied }),
);

type Told = Readonly<Partial<Record<'state' | 'reason' | 'errorCode' | 'subCode', unknown>>>;

/** The SDK rejects with plain objects, no `Error`. */
export function zoomError(cause: unknown): VideoError {
  if (isVideoError(cause)) return cause;
  const told = Object(cause) as Told;
  const [code, message, retryable] = rowOf(told);
  const vendorCode = typeof told.errorCode === 'number' ? String(told.errorCode) : undefined;
  return fail(code, message, { cause, retryable, vendorCode });
}

function rowOf({ reason, errorCode, subCode }: Told): Row {
  // Of all reasons that 200 comes with, this one is not about the token (2.5.0, `UP` in index.esm.js).
  if (errorCode === 200 && reason === 'connection error') return unreachable;
  if (errorCode === 6010) return captureRows.get(String(subCode)) ?? broken;
  return zoomErrors.get(errorCode as number) ?? unknown;
}

type End = { readonly reason: Exclude<LeaveReason, 'local'>; readonly error: VideoError | undefined };

/** The reasons that `connection-change` closes with (2.5.0; the types list three of them). */
const endings = new Map<unknown, End['reason']>([
  ['kicked by host', 'removed'],
  ['expeled by host', 'removed'],
  ['ended by host', 'room-ended'],
  ['free meeting ended', 'room-ended'],
  ['duplicated session', 'duplicate'],
]);

/** Why a joined session is over, as `connection-change` tells it. */
export function endOf(told: Told): End {
  const known = told.state === 'Closed' ? endings.get(told.reason) : undefined;
  if (known !== undefined) return { reason: known, error: undefined };
  const options = { cause: told, retryable: true };
  const error = fail('connection-lost', 'The connection was lost. Join again.', options);
  return { reason: 'connection-lost', error };
}
