import type { ConsultId } from '@patchbay/contract';
import type { UsagePeriod } from './clip-connection.ts';

/** Why the vendor's count and ours differ, as far as it can be told. */
export type VarianceCause =
  /** Within what the vendor's count and our clocks are coarse by. */
  | 'rounding'
  /** Nobody told us of the leave: our end is taken from another witness, or from a lease. */
  | 'missing-leave'
  /** Nobody told us of the join. */
  | 'missing-join'
  /** No webhook of the connection came at all: ours is what the page's heartbeats prove. */
  | 'webhooks-lost'
  /** Both were told of join and leave, and count different lengths. */
  | 'length'
  /** We know of a join and of nothing else, and the vendor knows of nobody. */
  | 'ghost'
  /** The vendor does not have what we saw. */
  | 'missing-there'
  /** We do not have what the vendor counts, in a room of a consult. */
  | 'missing-here'
  /** The vendor counts a room that is no consult's. */
  | 'unknown-room'
  /** The vendor tells no rooms apart, so that no cause can be told. */
  | 'not-told-apart';

/** What is held against each other: connections, rooms, or the account as a whole. */
export type ReconciledBy = 'connection' | 'room' | 'account';

/** One connection, room or account on both sides. */
export interface ReconciledItem {
  readonly cause: VarianceCause;
  readonly consultId: ConsultId | undefined;
  /** The vendor's id where there is one, else the page's. */
  readonly connection: string | undefined;
  /** Undefined where that side has nothing; never zero instead. */
  readonly oursSeconds: number | undefined;
  readonly theirsSeconds: number | undefined;
  /** Theirs less ours. */
  readonly varianceSeconds: number;
}

export interface CauseSum {
  readonly cause: VarianceCause;
  readonly items: number;
  /** Theirs less ours; the sums of all causes are the whole variance. */
  readonly varianceSeconds: number;
}

/** Our usage held against a vendor's. */
export interface Reconciliation {
  readonly by: ReconciledBy;
  /** Of what was compared. */
  readonly oursSeconds: number;
  /** The true seconds differ from ours by at most this. */
  readonly oursErrorBoundSeconds: number;
  readonly theirsSeconds: number;
  readonly varianceSeconds: number;
  /** Of ours; undefined when we have nothing. */
  readonly variancePercent: number | undefined;
  /** Sorted by size. */
  readonly causes: readonly CauseSum[];
  /** Those that differ, largest first. */
  readonly items: readonly ReconciledItem[];
  readonly notCompared: {
    /** Lines whose length the vendor does not know yet, with our connections of them. */
    readonly unfinishedLines: number;
    /** Ours that go on. */
    readonly openConnections: number;
    /** Ours that began on days for which there is no answer of the vendor. */
    readonly connectionsOfOtherDays: number;
  };
  /** The days that the vendor answered for. */
  readonly days: readonly UsagePeriod[];
}
