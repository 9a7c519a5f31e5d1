import { StoreError } from '../consults/open-database.ts';

/** SQLSTATE or the operating system's code, by its beginning, and what to do about it. */
const reasons: readonly (readonly [beginning: string, reason: string])[] = [
  ['ECONNREFUSED', 'cannot be reached: nothing listens there. Start it, or correct host and port.'],
  ['ENOTFOUND', 'cannot be reached: there is no such host. Correct the host.'],
  ['EAI_AGAIN', 'cannot be reached: its host name is not resolved now. Try again.'],
  ['ENOENT', 'cannot be reached: there is no such socket. Start it, or correct the path.'],
  ['28', 'does not let this user in. Correct user and password, or its pg_hba.conf.'],
  ['3D000', 'is not there: the server has no database of this name. Create it.'],
  ['42501', 'refuses what the server must do. Grant its user CREATE on the schema, or make it the owner.'],
  ['53300', 'has no connection left. Raise its max_connections, or lower `database.connections`.'],
  ['53', 'has no disk or memory left. Nothing was taken.'],
  ['57P', 'is starting or stopping. Try again.'],
  ['25006', 'takes no writes: it is a standby, or set to read only.'],
];

/** What the driver said, for the operator. Holds no part of the address but host, port and name. */
export function databaseFailure(place: string, cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause;
  const code = codeOf(cause);
  const reason =
    reasons.find(([beginning]) => code.startsWith(beginning))?.[1] ??
    'cannot be used. Check that it runs, may be reached and written, and has space left.';
  return new StoreError('store-unavailable', `The database ${place} ${reason}`, place, cause);
}

/** Where a host has several addresses, each of which failed, the first one's. */
function codeOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.errors.length > 0) return codeOf(cause.errors[0]);
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
