import type { AuditEntry, AuditHead, AuditKind, AuditRow, ConsultAuditEntry } from './audit-row.ts';
import type { AuditVerification } from './audit-verification.ts';

export interface AuditFilter {
  readonly kind?: AuditKind | undefined;
  readonly tenant?: string | undefined;
  readonly consultId?: string | undefined;
}

/**
 * An append-only, hash-chained record of what the gates decided. Several openings of one trail make one chain. Every method
 * but `close` rejects with `closed` after `close`.
 */
export interface AuditTrail {
  /**
   * Resolves when the row is on disk; rows are in the order of the calls. Rejects with `not-a-code` or `write-failed`; then
   * nothing was written.
   */
  append(entry: AuditEntry): Promise<AuditRow>;
  /**
   * Like `append`, unless there is a row of this kind about this consult; then false. Of several who ask at once, in whatever
   * process, one appends.
   */
  appendOnce(entry: ConsultAuditEntry): Promise<boolean>;
  /** Undefined for a trail without rows. */
  head(): Promise<AuditHead | undefined>;
  /** In order. Rejects with `corrupt`. */
  rows(filter?: AuditFilter): Promise<readonly AuditRow[]>;
  /** Never rejects for what is wrong with the trail. With an expected head it also finds rows cut off the end. */
  verify(expectedHead?: AuditHead): Promise<AuditVerification>;
  /** Rows written before the cutoff (milliseconds since the Unix epoch), for a person to decide on. Nothing is ever deleted. */
  expiredBefore(cutoff: number): Promise<readonly AuditRow[]>;
  /** May be called again. */
  close(): Promise<void>;
}
