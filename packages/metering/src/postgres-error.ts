import { LedgerError, type LedgerErrorCode } from './ledger-error.ts';

const reasons: Readonly<Record<LedgerErrorCode, string>> = {
  corrupt: 'is damaged, or its tables are not the ledger’s. Restore a backup.',
  locked: 'was held by another instance. Try again.',
  'older-schema':
    'was written by an older version of Patchbay. Start the server once, which brings it up to date.',
  'newer-schema': 'was written by a newer version of Patchbay. Update Patchbay to read it.',
  unavailable: 'cannot be used. Check that PostgreSQL runs, may be reached and written, and has space left.',
};

/** SQLSTATE by its beginning: https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const codes: readonly (readonly [beginning: string, code: LedgerErrorCode])[] = [
  ['40', 'locked'],
  ['55P03', 'locked'],
  ['XX001', 'corrupt'],
  ['XX002', 'corrupt'],
  ['42P01', 'corrupt'],
  ['42703', 'corrupt'],
];

export const postgresError = (code: LedgerErrorCode, cause?: unknown): LedgerError =>
  new LedgerError(
    code,
    `The ledger in PostgreSQL ${reasons[code]}`,
    cause === undefined ? undefined : { cause },
  );

/** What the driver threw, as a `LedgerError`. */
export function postgresErrorOf(cause: unknown): LedgerError {
  if (cause instanceof LedgerError) return cause;
  const state = stateOf(cause) ?? '';
  return postgresError(codes.find(([beginning]) => state.startsWith(beginning))?.[1] ?? 'unavailable', cause);
}

/** Whether PostgreSQL refused what it was given (a NUL in a text, a number out of range), and not the work as such. */
export const isRefusedData = (cause: unknown): boolean => /^2[23]/.test(stateOf(cause) ?? '');

/** The SQLSTATE of what the driver threw. */
export const stateOf = (cause: unknown): string | undefined =>
  typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string'
    ? cause.code
    : undefined;
