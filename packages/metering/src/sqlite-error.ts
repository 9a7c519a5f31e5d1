import { LedgerError, type LedgerErrorCode } from './ledger-error.ts';

/** SQLite's primary result codes, https://sqlite.org/rescode.html (the low byte of an extended code). */
const codes: ReadonlyMap<number, LedgerErrorCode> = new Map([
  [5, 'locked'],
  [6, 'locked'],
  [11, 'corrupt'],
  [26, 'corrupt'],
]);

const reasons: Readonly<Record<LedgerErrorCode, string>> = {
  corrupt: 'is damaged. It was left as it is: restore a backup, or move it away to start a new ledger.',
  locked: 'is locked by another process. Stop that one, or try again.',
  'older-schema':
    'was written by an older version of Patchbay. Start the server once, which brings it up to date.',
  'newer-schema': 'was written by a newer version of Patchbay. Update Patchbay to read it.',
  unavailable: 'cannot be used. Check that its folder exists, may be written, and has space left.',
};

/** A `LedgerError` about the ledger in the file of that name. */
export const ledgerError = (code: LedgerErrorCode, file: string, cause?: unknown): LedgerError =>
  new LedgerError(code, `The ledger ${file} ${reasons[code]}`, cause === undefined ? undefined : { cause });

/** What node:sqlite threw, as a `LedgerError`. */
export function ledgerErrorOf(cause: unknown, file: string): LedgerError {
  if (cause instanceof LedgerError) {
    return cause;
  }
  const code =
    cause instanceof Error && 'errcode' in cause && typeof cause.errcode === 'number'
      ? codes.get(cause.errcode % 256)
      : undefined;
  return ledgerError(code ?? 'unavailable', file, cause);
}
