export type AuditTrailErrorCode =
  /** The file is damaged, or is no SQLite database. It is left as it is. */
  | 'corrupt'
  /** It is a database of something else. */
  | 'not-an-audit-trail'
  /** The database was written by a later version. It is left as it is. */
  | 'newer-schema'
  /** The file cannot be opened or made (folder missing, no permission), or the database does not answer. */
  | 'cannot-open'
  /** There are rows already where there must be none. Nothing was written. */
  | 'not-empty'
  /** The entry holds a text that is neither id nor code. Nothing was written. */
  | 'not-a-code'
  /** The row could not be written (disk full, locked). Nothing was written. */
  | 'write-failed'
  | 'closed';

/** What goes wrong with the audit trail. Messages hold no payload. */
export class AuditTrailError extends Error {
  override readonly name = 'AuditTrailError';
  readonly code: AuditTrailErrorCode;

  constructor(code: AuditTrailErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
