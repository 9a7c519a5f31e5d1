import { type LeaveReason, type ProviderId, VideoError, type VideoErrorCode } from '@patchbay/contract';

type Row = readonly [
  close: number,
  /** What a join that ends so rejects with. */
  code: VideoErrorCode,
  /** What a joined session that ends so is told. */
  reason: Exclude<LeaveReason, 'local'>,
  advice: string,
];

/** Every way in which a room of our own ends a connection, with the code that its WebSocket is closed with. */
const rows = {
  'bad-frame': [4400, 'provider-failure', 'provider-failure', 'Bring page and server to one version.'],
  'bad-token': [
    4401,
    'credentials-rejected',
    'credentials-expired',
    'The token is none: ask for a new ticket.',
  ],
  removed: [4403, 'not-allowed', 'removed', 'Shut out of the room: only a new ticket lets in again.'],
  /** Once joined it is tried again. Any other code, too, means this. */
  network: [4408, 'unreachable', 'connection-lost', 'The server was not reached. Check the network.'],
  duplicate: [4409, 'not-allowed', 'duplicate', 'Joined elsewhere under the same key: go on there.'],
  'room-ended': [4410, 'room-not-found', 'room-ended', 'The room is over: open another.'],
  'seat-lost': [4411, 'connection-lost', 'connection-lost', 'Away for too long: join again.'],
  'room-full': [4413, 'room-full', 'provider-failure', 'Every seat is taken: wait for a free one.'],
} as const satisfies Record<string, Row>;

export type Ending = keyof typeof rows;

export const closeCodeOf = (ending: Ending): number => rows[ending][0];
export const reasonOf = (ending: Ending): Row[2] => rows[ending][2];
export const endingOf = (closeCode: number): Ending =>
  (Object.keys(rows) as Ending[]).find((name) => rows[name][0] === closeCode) ?? 'network';

/** Somebody wanted it so: no error comes with it. */
export const isWanted = (ending: Ending): boolean => ['removed', 'duplicate', 'room-ended'].includes(ending);

export function endingError(ending: Ending, provider: ProviderId): VideoError {
  const [, code, , advice] = rows[ending];
  return new VideoError(code, advice, { provider, vendorCode: ending, retryable: code === 'unreachable' });
}
