import type { Evidence } from '@patchbay/contract';
import type { CarriedRefusal } from './read-carried.ts';

/** A fact that may go into the ledger, or the reason why it may not. */
export type EvidenceResult =
  | {
      readonly accepted: true;
      readonly evidence: Evidence;
      /** Why what it says that it carried was left out of the evidence. */
      readonly setAside?: CarriedRefusal;
    }
  | { readonly accepted: false; readonly reason: EvidenceRefusal };

export type EvidenceRefusal =
  /** A field is missing or of the wrong type. */
  | 'malformed'
  /** A number or text is beyond any sensible size. */
  | 'out-of-range'
  /** `elapsed` is below zero. */
  | 'negative-elapsed'
  /** The time that it says it may be off by is below zero. */
  | 'negative-duration'
  /** The sender's clock is ahead of the server's by more than is allowed. */
  | 'from-the-future'
  /** The sender's clock is behind the server's by more than is allowed. */
  | 'from-the-past'
  /** It claims to have joined before it was granted to report. */
  | 'before-grant'
  /** It happened before its consult was created. */
  | 'before-consult'
  /** A participant's fact without a connection, or the room's with one. */
  | 'connection-mismatch';
