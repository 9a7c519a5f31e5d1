import type { AuditEntry, AuditHead, AuditKind, AuditRow } from './audit-row.ts';
import type { AuditVerification } from './audit-verification.ts';

export interface AuditFilter {
  readonly kind?: AuditKind | undefined;
  readonly tenant?: string | undefined;
  readonly consultId?: string | undefined;
}

/** An append-only, hash-chained record of what the gates decided. Every method throws `closed` after `close`. */
export interface AuditTrail {
  /** Returns when the row is on disk. Throws `not-a-code` or `write-failed`; then nothing was written. */
  append(entry: AuditEntry): AuditRow;
  /** Undefined for a trail without rows. */
  head(): AuditHead | undefined;
  /** In order. Throws `corrupt`. */
  rows(filter?: AuditFilter): readonly AuditRow[];
  /** Never throws for what is wrong with the trail. With an expected head it also finds rows cut off the end. */
  verify(expectedHead?: AuditHead): AuditVerification;
  /** Rows written before the cutoff (milliseconds since the Unix epoch), for a person to decide on. Nothing is ever deleted. */
  expiredBefore(cutoff: number): readonly AuditRow[];
  /** May be called again. */
  close(): void;
}
