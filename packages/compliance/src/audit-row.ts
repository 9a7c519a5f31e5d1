import type { Json } from '@patchbay/contract';

/** What happened. */
export type AuditKind =
  | 'gate-verdict'
  | 'licence-verdict'
  | 'webhook-refused'
  | 'ticket-refused'
  | 'consult-created'
  | 'consult-failed'
  | 'consult-ended'
  | 'recording-asked'
  | 'recording-changed'
  | 'config-changed'
  | 'secret-replaced'
  | 'month-closed'
  | 'evidence-forgotten'
  | 'person-erased';

export interface AuditEntry {
  readonly kind: AuditKind;
  readonly tenant: string;
  /** Undefined where no consult is concerned. */
  readonly consultId: string | undefined;
  /** Ids, codes and numbers: every text in it is of letters, digits and `._:/=-`, so that nobody's name gets in. */
  readonly payload: Json;
}

/** An entry about one consult. */
export interface ConsultAuditEntry extends AuditEntry {
  readonly consultId: string;
}

/** One row of the trail. */
export interface AuditRow extends AuditEntry {
  /** Counts from 1 without a gap. */
  readonly sequence: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** The hash of the row before; 64 zeros in the first row. */
  readonly previousHash: string;
  /** SHA-256 over everything else in the row, hexadecimal. */
  readonly hash: string;
}

/** The end of a trail. Kept somewhere else, it proves later that no rows were cut off the end. */
export interface AuditHead {
  readonly sequence: number;
  readonly hash: string;
}
