/** Why a ledger cannot serve. */
export type LedgerErrorCode =
  /** The file is damaged, or is no ledger. It was left as it is. */
  | 'corrupt'
  /** Another process holds it; the same call may succeed later. */
  | 'locked'
  /** A later version of Patchbay wrote it. */
  | 'newer-schema'
  /** An earlier version of Patchbay wrote it, and it was opened for reading only: nothing brought it up to date. */
  | 'older-schema'
  /** It cannot be opened or written: missing folder, rights, full disk, closed. */
  | 'unavailable';

/** The one error of the ledger. The message names the file (not its folder) and says what to do next. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';
  readonly code: LedgerErrorCode;

  constructor(code: LedgerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
