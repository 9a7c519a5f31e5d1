import type { LicencePart } from './licence-question.ts';

/** What the gate found. Stable; meant for machines. */
export type LicenceFindingCode =
  /** Nothing of this part is run or shipped. */
  | 'nothing-to-run'
  | 'permissive'
  /** Changes to the part itself have to be published. */
  | 'weak-copyleft'
  /** Copyleft that begins with distribution, in a product that only its operator runs. */
  | 'copyleft-hosted'
  /** Copyleft in a closed product that others receive. */
  | 'copyleft-distributed'
  | 'copyleft-in-open-source'
  /** Copyleft that begins with use over a network. */
  | 'network-copyleft'
  /** A vendor's own terms; somebody has to read them. */
  | 'vendor-terms'
  /** A licence that no list here classifies; somebody has to read it. */
  | 'unclassified'
  /** The manifest names no licence, or something that is no SPDX expression. */
  | 'not-an-expression'
  /** Read and accepted by a named person. */
  | 'accepted';

export type LicenceDecision = 'allow' | 'warn' | 'refuse';

export interface LicenceFinding {
  readonly part: LicencePart;
  readonly licence: string | undefined;
  readonly verdict: LicenceDecision;
  readonly code: LicenceFindingCode;
  /** One sentence that says what it means or what to do. A reading aid, not legal advice. */
  readonly message: string;
  /** The id of the acceptance that decided. */
  readonly acceptance: string | undefined;
}

export interface LicenceVerdict {
  /** The strictest of the findings. */
  readonly verdict: LicenceDecision;
  /** One for the server part, one for the client SDK. */
  readonly findings: readonly LicenceFinding[];
}
