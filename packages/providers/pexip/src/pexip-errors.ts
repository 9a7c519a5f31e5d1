import { isVideoError, type LeaveReason, VideoError, type VideoErrorCode } from '@patchbay/contract';

type End = { readonly reason: Exclude<LeaveReason, 'local'>; readonly error: VideoError | undefined };

export const fail = (code: VideoErrorCode, message: string, options: object = {}): VideoError =>
  new VideoError(code, message, { provider: 'pexip', ...options });

type Row = readonly [ends: End['reason'], code: VideoErrorCode, message: string, retryable?: boolean];

const credentials: Row = ['credentials-expired', 'credentials-rejected', 'Pexip refused the credentials.'];
const unreachable: Row = ['provider-failure', 'unreachable', 'Pexip is not available. Try again.', true];
const busy: Row = ['provider-failure', 'provider-failure', 'Pexip has no capacity or licence left.', true];
const routing: Row = ['provider-failure', 'provider-failure', 'Pexip could not connect the call.'];
const full: Row = ['provider-failure', 'room-full', 'The room is full.'];
const gone: Row = ['room-ended', 'room-not-found', 'There is no such room, or it has ended.'];
const removed: Row = ['removed', 'not-allowed', 'Pexip does not let this participant in.'];
const lost: Row = ['connection-lost', 'connection-lost', 'The connection was lost. Join again.', true];

/**
 * Every reason of infinity-api 20.0.0 (`utils.js`), and the SDK's own. By text: several share a `#pex` code, and a removal
 * is not told from the end of a conference by it (`#pex122`).
 */
const texts: readonly (readonly [Row, string])[] = [
  [credentials, 'Invalid PIN|Invalid token|Participant exceeded PIN entry retries|SSO Authentication Failed'],
  [credentials, 'SSO Authentication Failed. SSO is not available from this domain'],
  [credentials, 'SSO enabled but no Identity Providers configured'],
  [
    unreachable,
    'System in maintenance mode|502 Bad Gateway|503 Service Unavailable|Unexpected Response: 503',
  ],
  [unreachable, 'SSO Authentication Failed. The system is in Maintenance mode|Failed to forward request'],
  [busy, 'Out of proxying resource|Out of resource|Out of transcoding resource|Resource unavailable'],
  [busy, 'Invalid license|Insufficient licenses|No direct route between Edge and Transcoding'],
  [full, 'Participant limit reached'],
  [gone, 'Neither conference nor gateway found|404 Not Found|API initiated conference termination'],
  [gone, 'Conference host ended the conference with a DTMF command|Test call finished'],
  [gone, 'Conference terminated by an administrator|Conference terminated by another participant'],
  [gone, 'No participants can keep conference alive|All conference hosts departed hosted conference'],
  [gone, 'Last remaining participant removed from conference after timeout'],
  [removed, 'API initiated participant disconnect|Disconnected by an administrator|Invalid role|Disabled'],
  [removed, 'Timeout waiting for conference host to join or permit access to locked conference'],
  [removed, 'Disconnected by another participant|Call rejected'],
  [lost, 'Timer expired awaiting token refresh|Signaling node disconnected|Media process disconnected'],
  [lost, 'Media node disconnected|Proxied participant disconnected|Ice failure|Call disconnected'],
  [lost, 'Could not reconnect to the meeting|Could not execute critical network action'],
  [routing, 'transfer failed|Gateway dial out failed|invalid gateway routing rule transform'],
  [routing, 'Telehealth Call failure|Failed to transfer into a multi-party conference'],
  [routing, 'Failed to transfer into a one-to-one conference'],
];

export const pexipErrors: ReadonlyMap<string, Row> = new Map(
  texts.flatMap(([row, list]) => list.split('|').map((text) => [text, row] as const)),
);

/** What a request was refused with. A text that is not in the table may say anything and is only the cause. */
export function pexipRefusal(text: unknown): VideoError {
  const row = pexipErrors.get(String(text));
  if (!row) return fail('provider-failure', 'Pexip refused and did not say why.', { cause: text });
  const [, code, message, retryable] = row;
  return fail(code, message, { cause: text, retryable, vendorCode: String(text) });
}

/** What the SDK threw. Of a request that nobody answered a browser makes a `TypeError`, perhaps another realm's. */
export function pexipError(cause: unknown): VideoError {
  if (isVideoError(cause)) return cause;
  const isOffline = (cause as Partial<Error> | null)?.name === 'TypeError';
  if (isOffline) return fail('unreachable', 'Pexip could not be reached.', { cause, retryable: true });
  return fail('provider-failure', 'Pexip failed.', { cause });
}

/** Why somebody who had joined is out; an error comes with what nobody asked for. */
export function endOf(text: string): End {
  const [reason] = pexipErrors.get(text) ?? ['provider-failure' as const];
  const isWanted = reason === 'removed' || reason === 'room-ended';
  return { reason, error: isWanted ? undefined : pexipRefusal(text) };
}
