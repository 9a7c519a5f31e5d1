import { VideoError, type LeaveReason, type VideoErrorCode } from '@patchbay/contract';

type Ending = readonly [close: number, VideoErrorCode, Exclude<LeaveReason, 'local'>, message: string];

/** How a connection ends: the server's close, the code while joining, the reason once joined. */
const endings = {
  malformed: [4400, 'provider-failure', 'provider-failure', 'Bring page and server to the same version.'],
  'credentials-rejected': [4401, 'credentials-rejected', 'credentials-expired', 'Ask for a new ticket.'],
  removed: [4403, 'not-allowed', 'removed', 'The participant was removed; only a new ticket helps.'],
  duplicate: [4409, 'not-allowed', 'duplicate', 'The same person joined elsewhere: go on there.'],
  'room-ended': [4410, 'room-not-found', 'room-ended', 'The room has ended: ask for a ticket to another.'],
  'connection-lost': [
    4411,
    'connection-lost',
    'connection-lost',
    'It did not come back in time: join again.',
  ],
  'room-full': [4413, 'room-full', 'provider-failure', 'The room is full: wait until somebody leaves.'],
  /** Once joined, worth another try, like every loss of the network. */
  unreachable: [4408, 'unreachable', 'connection-lost', 'Check the network, then try again.'],
} as const satisfies Record<string, Ending>;

export type MeshEnding = keyof typeof endings;

export const closeCodeOf = (ending: MeshEnding): number => endings[ending][0];
export const endingOf = (closeCode: number): MeshEnding =>
  (Object.keys(endings) as MeshEnding[]).find((name) => endings[name][0] === closeCode) ?? 'unreachable';
export const reasonOf = (ending: MeshEnding): Ending[2] => endings[ending][2];

export function errorOf(vendorCode: MeshEnding): VideoError {
  const [, code, , message] = endings[vendorCode];
  return new VideoError(code, message, { provider: 'mesh', vendorCode, retryable: code === 'unreachable' });
}

export const meshError = (code: VideoErrorCode, message: string, cause?: unknown): VideoError =>
  new VideoError(code, message, { provider: 'mesh', cause });

/** For what the browser itself refuses. */
export const refuse = (message: string) => (cause: unknown) =>
  Promise.reject(meshError('provider-failure', message, cause));
