import { isVideoError, type LeaveReason, VideoError, type VideoErrorCode } from '@patchbay/contract';

export type JanusOrigin = 'core' | 'videoroom' | 'textroom';

export const fail = (code: VideoErrorCode, message: string, options: object = {}): VideoError =>
  new VideoError(code, message, { provider: 'janus', ...options });

type Row = readonly [code: VideoErrorCode, message: string, retryable?: boolean];

const credentials: Row = ['credentials-rejected', 'Janus refused the credentials: the ticket, or a secret.'];
const setUp: Row = [
  'provider-failure',
  'Janus lacks a plugin or a setting that is needed. See docs/providers/janus.md.',
];
const lost: Row = ['connection-lost', 'Janus forgot this connection. Join again.', true];
const gone: Row = ['room-not-found', 'There is no such room, or it has ended.'];
const person: Row = ['participant-not-found', 'That participant is not in the room.'];
const argument: Row = ['invalid-argument', 'Janus refused an argument of the request.'];
const failed: Row = ['provider-failure', 'Janus failed. Try again.', true];
const unknown: Row = ['provider-failure', 'Janus failed.'];

/**
 * Every error of Janus 1.1.2 by its number: the core's (`apierror.h`) and those of each plugin (`JANUS_VIDEOROOM_ERROR_*`,
 * `JANUS_TEXTROOM_ERROR_*`), which use the same numbers for other things.
 */
const rows: Readonly<Record<JanusOrigin, readonly (readonly [Row, ...(readonly number[])])[]>> = {
  core: [
    [credentials, 403, 405, 470],
    [setUp, 460],
    [lost, 458, 459],
    [argument, 452, 453, 454, 455, 456, 457, 464, 465, 466, 467, 468, 469, 471],
    [failed, 450, 461, 462, 463, 490],
    [['unreachable', 'Janus takes no new sessions now.', true], 472],
  ],
  videoroom: [
    [gone, 426],
    [person, 428],
    [['room-full', 'The room is full.'], 432],
    [credentials, 433],
    [argument, 421, 422, 423, 424, 425, 427, 429, 430, 431, 434, 435, 436, 437],
    [failed, 499],
  ],
  textroom: [
    [gone, 417],
    [person, 423],
    [credentials, 419],
    [argument, 411, 412, 413, 414, 415, 416, 418, 420, 421, 422],
    [failed, 499],
  ],
};

const tableOf = (origin: JanusOrigin): ReadonlyMap<number, Row> =>
  new Map(rows[origin].flatMap(([row, ...codes]) => codes.map((code) => [code, row] as const)));

export const janusErrors = {
  core: tableOf('core'),
  videoroom: tableOf('videoroom'),
  textroom: tableOf('textroom'),
} as const;

/** `detail` is kept as the cause; Janus writes room and participant ids into it, but no token. */
export function janusError(origin: JanusOrigin, vendor: unknown, detail?: unknown): VideoError {
  const number = typeof vendor === 'number' ? vendor : undefined;
  const [code, message, retryable] = (number !== undefined && janusErrors[origin].get(number)) || unknown;
  const vendorCode = number === undefined ? undefined : `${origin} ${number}`;
  return fail(code, message, { vendorCode, retryable, ...(detail !== undefined && { cause: detail }) });
}

/** What the core says in words where the SDK swallows the number (1.4.2, `createSession`). */
const words: readonly (readonly [RegExp, number])[] = [
  [/^Unauthorized request/, 403],
  [/^No such session/, 458],
  [/not accepting/i, 472],
];

/** What janus-gateway hands to its error callbacks: a text, with or without a number, or what the browser threw. */
export function sdkError(cause: unknown): VideoError {
  if (isVideoError(cause)) return cause;
  if (typeof cause !== 'string') return fail(unknown[0], unknown[1], { cause });
  if (/Is the server down/.test(cause)) {
    return fail('unreachable', 'Janus could not be reached. Check the network.', { cause, retryable: true });
  }
  const number = /^(?:Ooops: )?(\d{3}) /.exec(cause)?.[1];
  const said = words.find(([text]) => text.test(cause))?.[1];
  return janusError('core', number === undefined ? said : Number(number), cause);
}

/** Why a joined room was left, when this is what came of it. */
export function endOf({ code }: VideoError): Exclude<LeaveReason, 'local'> {
  if (code === 'room-not-found') return 'room-ended';
  if (code === 'credentials-rejected') return 'credentials-expired';
  return code === 'connection-lost' || code === 'unreachable' ? 'connection-lost' : 'provider-failure';
}
