import type { ConsultId, Evidence } from '@patchbay/contract';
import type { CarriedUsage } from './carried-usage.ts';
import type { BillableConnection, PersonPresence } from './presence-interval.ts';

/** `P1`, `P2`, … within one consult: stands for a person where the key has no business. */
export type PersonLabel = string;

/** What a row did for a counted interval. */
export type EvidenceRole =
  /** The interval's start, or its end, rests on it. */
  | 'start'
  | 'end'
  /** It proves that the connection was there in between. */
  | 'within'
  /** The only row that says whose connection it was, or of which class. */
  | 'who'
  /** Another witness of the same presence: a page's heartbeats beside the vendor's connection. Nothing is counted twice. */
  | 'witness';

/** Why a row made nothing. Without these rows every interval would be the same. */
export type SetAside =
  /** Another witness told of the same join or leave with a smaller error. */
  | 'less-precise'
  /** The connection had left by then; a rejoin has another id. */
  | 'after-leave'
  /** A page's farewell after it was taken to be gone. */
  | 'stray-leave'
  /** The room's beginning or end, and every join and leave that it could stand in for was told. */
  | 'room-not-needed';

export interface ExplainedEvidence {
  readonly evidence: Omit<Evidence, 'person'> & { readonly person: PersonLabel | undefined };
  /** When it happened by the clock that is believed: the vendor's, for heartbeats the server's. */
  readonly placedAt: number;
  /** By how much the sender's clock was ahead of that, in milliseconds; undefined where there is one clock only. */
  readonly skew: number | undefined;
  /** What it did, by the intervals' places in the list; empty when it was set aside. */
  readonly uses: readonly { readonly interval: number; readonly as: EvidenceRole }[];
  readonly setAside: SetAside | undefined;
}

export interface ExplainedInterval extends Omit<BillableConnection, 'person' | 'proofs' | 'carried'> {
  readonly person: PersonLabel | undefined;
  /** Ids of the rows that its ends rest on. */
  readonly startEvidence: readonly string[];
  readonly endEvidence: readonly string[];
  /** How many rows had a part in it. */
  readonly evidenceRows: number;
  /** What it carried in all, and for how long that is known. */
  readonly carried: CarriedUsage;
}

/** How one consult's evidence became what is counted. */
export interface PresenceExplanation {
  readonly tenant: string;
  readonly consultId: ConsultId;
  /** As of when, milliseconds since the Unix epoch. */
  readonly asOf: number;
  /** Each vendor connection once, as it is billed, and what heartbeats alone prove. */
  readonly intervals: readonly ExplainedInterval[];
  readonly persons: readonly (Omit<PersonPresence, 'tenant' | 'consultId' | 'person'> & {
    readonly person: PersonLabel;
  })[];
  /** Every row, in the order in which it happened. */
  readonly evidence: readonly ExplainedEvidence[];
}
