import { isVideoError, type ProviderEvent, VideoError, type VideoErrorCode } from '@patchbay/contract';

export type JanusOrigin = 'core' | 'videoroom' | 'textroom';
type Row = readonly [code: VideoErrorCode, message: string, retryable?: boolean];

export const fail = (code: VideoErrorCode, message: string, options: object = {}): VideoError =>
  new VideoError(code, message, { provider: 'janus', ...options });
export const mediaLost = () =>
  fail('connection-lost', 'No media from Janus. Join again.', { retryable: true });
export const unreachable = (cause?: unknown) =>
  fail('unreachable', 'Janus could not be reached. Check the network.', { cause, retryable: true });

const credentials: Row = ['credentials-rejected', 'Janus refused the credentials: the ticket, or a secret.'];
const setUp: Row = ['provider-failure', 'Janus lacks a plugin that is needed. See docs/providers/janus.md.'];
const lost: Row = ['connection-lost', 'Janus forgot this connection. Join again.', true];
const busy: Row = ['unreachable', 'Janus takes no new sessions now.', true];
const gone: Row = ['room-not-found', 'There is no such room, or it has ended.'];
const full: Row = ['room-full', 'The room is full.'];
const person: Row = ['participant-not-found', 'That participant is not in the room.'];
const argument: Row = ['invalid-argument', 'Janus refused an argument of the request.'];
const failed: Row = ['provider-failure', 'Janus failed. Try again.', true];

const core = [
  [credentials, 403, 405, 470],
  [setUp, 460],
  [lost, 458, 459],
  [busy, 472],
] as const;
const coreArguments = [argument, 452, 453, 454, 455, 456, 457, 464, 465, 466, 467, 468, 469, 471] as const;
const video = [
  [gone, 426],
  [person, 428],
  [full, 432],
  [credentials, 433],
  [failed, 499],
] as const;
const videoArguments = [argument, 421, 422, 423, 424, 425, 427, 429, 430, 431, 434, 435, 436, 437] as const;
const text = [
  [gone, 417],
  [person, 423],
  [credentials, 419],
  [failed, 499],
] as const;
const textArguments = [argument, 411, 412, 413, 414, 415, 416, 418, 420, 421, 422] as const;

const table = (...rows: readonly (readonly [Row, ...(readonly number[])])[]): ReadonlyMap<unknown, Row> =>
  new Map(rows.flatMap(([row, ...codes]) => codes.map((code) => [code, row] as const)));

/** Every error of Janus 1.1.2 by its number; the plugins use the same numbers for other things than the core. */
export const janusErrors: Readonly<Record<JanusOrigin, ReadonlyMap<unknown, Row>>> = {
  core: table(...core, coreArguments, [failed, 450, 461, 462, 463, 490]),
  videoroom: table(...video, videoArguments),
  textroom: table(...text, textArguments),
};

/** The cause may name rooms and participants, which are opaque; Janus writes no token into it. */
export function janusError(origin: JanusOrigin, number: unknown, cause?: unknown): VideoError {
  const row = janusErrors[origin].get(number) ?? (['provider-failure', 'Janus failed.'] as const);
  const vendorCode = typeof number === 'number' ? `${origin} ${number}` : undefined;
  return fail(row[0], row[1], { retryable: row[2], cause, vendorCode });
}

/** What janus-gateway hands to its error callbacks: a text, with or without a number, or what the browser threw. */
export function sdkError(cause: unknown): VideoError {
  if (isVideoError(cause)) return cause;
  const said = typeof cause === 'string' ? cause : '';
  if (said.includes('Is the server down')) return unreachable(cause);
  // Where a session is opened or claimed the SDK keeps the number to itself (1.4.2, `createSession`).
  const [isForbidden, isGone] = [said.startsWith('Unauthorized request'), said.startsWith('No such session')];
  const number = /^(?:Ooops: )?(\d{3}) /.exec(said)?.[1] ?? (isForbidden ? 403 : isGone ? 458 : undefined);
  return janusError('core', number === undefined ? undefined : Number(number), cause);
}

/** The end of a joined room that comes of an error. */
export function closedBy(cause: unknown): Extract<ProviderEvent, { readonly type: 'closed' }> {
  const error = isVideoError(cause) ? cause : fail('provider-failure', 'Janus failed.', { cause });
  if (error.code === 'room-not-found') return { type: 'closed', reason: 'room-ended', error: undefined };
  const isLost = error.code === 'connection-lost' || error.code === 'unreachable';
  const isRefused = error.code === 'credentials-rejected';
  const reason = isLost ? 'connection-lost' : isRefused ? 'credentials-expired' : 'provider-failure';
  return { type: 'closed', reason, error };
}
