import type { ConsultId, Evidence, EvidenceSource, ParticipantClass, ProviderId } from '@patchbay/contract';
import type { CarriedParts } from './carried-sums.ts';
import type { CarriedStretch } from './carried-stretches.ts';

/**
 * What an endpoint stands on. `observed`: somebody said so. `witness`: taken from the other witness of the same presence.
 * `room-ended`: nobody said so, but the room is over. `lease`: silence, so the last (or first) proof of presence and part
 * of a lease. `open`: still there.
 */
export type Basis = 'observed' | 'witness' | 'room-ended' | 'lease' | 'open';

/** Between which two instants the true endpoint lies, milliseconds since the Unix epoch. */
export interface InstantRange {
  readonly earliest: number;
  readonly latest: number;
}

/** One connection was there from `start` to `end`. Times are the server's clock, milliseconds since the Unix epoch. */
export interface PresenceInterval {
  readonly tenant: string;
  readonly consultId: ConsultId;
  readonly provider: ProviderId;
  /** Keyed hash; undefined for a connection that belongs to nobody known. */
  readonly person: string | undefined;
  readonly connection: string;
  readonly participantClass: ParticipantClass;
  /** Whose connection id this is: the browser's heartbeats, or the vendor's. One presence often has both. */
  readonly witness: 'heartbeat' | 'vendor';
  readonly start: number;
  /** Up to where it is counted; for `open`, the `now` that was given. */
  readonly end: number;
  readonly startBasis: Exclude<Basis, 'open' | 'room-ended'>;
  readonly endBasis: Basis;
  readonly startRange: InstantRange;
  readonly endRange: InstantRange;
  /** The true length in seconds differs from `end - start` by at most this. */
  readonly errorBoundSeconds: number;
  /** Sorted. */
  readonly sources: readonly EvidenceSource[];
  /** What its page carried, where its heartbeats tell; in whole numbers only once it is known which connection's it is. */
  readonly stretches?: readonly CarriedStretch[];
  /** Only where `explain` was asked for. */
  readonly proofs?: IntervalProofs;
}

/** The rows behind an interval. */
export interface IntervalProofs {
  /** Those that its start rests on, and those of its end; of another connection too, where it is a witness. */
  readonly start: readonly Evidence[];
  readonly end: readonly Evidence[];
  /** Those that prove its connection. */
  readonly rows: readonly PlacedEvidence[];
}

export interface PlacedEvidence {
  readonly row: Evidence;
  /** When it happened by the clock that the fold believes: the vendor's, for heartbeats the server's. */
  readonly at: number;
}

export interface FoldOptions {
  /** A living connection proves itself at least this often; longer silence of heartbeats means it is gone. */
  readonly leaseSeconds: number;
  /** How often browsers send heartbeats. */
  readonly heartbeatSeconds: number;
  /** As of when, milliseconds since the Unix epoch. */
  readonly now: number;
  /** No connection lives longer than this; bounds what a vendor's missing leave can hide. 86,400 unless given. */
  readonly longestSessionSeconds?: number;
  /** Whether intervals carry the rows that they rest on (`proofs`). They do not unless asked to. */
  readonly explain?: boolean;
}

/** One person in one consult, however many tabs, devices, reconnects, providers and witnesses. */
export interface PersonPresence {
  readonly tenant: string;
  readonly consultId: ConsultId;
  readonly person: string;
  /** Sorted. */
  readonly providers: readonly ProviderId[];
  /** The union of the person's intervals, in order, disjoint. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
  readonly seconds: number;
  /** The true seconds differ from `seconds` by at most this. */
  readonly errorBoundSeconds: number;
  /** True while at least one interval is open. */
  readonly open: boolean;
}

/** One connection as a vendor would bill it: both witnesses of one presence are one. */
export interface BillableConnection extends Omit<PresenceInterval, 'stretches'> {
  readonly seconds: number;
  /** What is known of what it carried, by the hour (UTC), in order; absent where nobody looked. Never more than its time. */
  readonly carried?: readonly CarriedHour[];
  /** What it carried in all of its time, sent or received; absent where that is not known. */
  readonly media?: 'audio' | 'video';
}

export interface CarriedHour {
  /** Counted from the Unix epoch. */
  readonly hour: number;
  /** Whole milliseconds and bytes; what is zero is left out. */
  readonly sums: CarriedParts;
}
