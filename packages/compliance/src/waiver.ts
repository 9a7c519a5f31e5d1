import type { IsoDate, ProviderId } from '@patchbay/contract';
import type { BaaRefusalCode } from './baa-verdict.ts';

/** A named person's decision to go on in spite of stated refusals, for one deployment and until a day. */
export interface Waiver {
  /** Unique among the waivers; letters, digits and `._:/-` only, for it is written to the audit trail. */
  readonly id: string;
  /** Who answers for it. */
  readonly owner: string;
  readonly reason: string;
  /** The first day on which it holds, a UTC day. */
  readonly effective: IsoDate;
  /** The last day on which it holds, a UTC day. */
  readonly expires: IsoDate;
  readonly scope: WaiverScope;
}

export interface WaiverScope {
  readonly provider: ProviderId;
  readonly deployment: string;
  /** The refusals that it sets aside. Any other refusal still refuses. */
  readonly waives: readonly WaivableCode[];
}

/** What can be waived: everything but a deployment that does not exist. */
export type WaivableCode = Exclude<BaaRefusalCode, 'deployment-unknown' | 'waiver-not-in-force'>;
