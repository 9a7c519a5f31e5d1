import type { UsagePeriod } from './clip-connection.ts';
import type { BillableConnection } from './presence-interval.ts';
import type { VarianceCause } from './reconciliation.ts';

/** Both sides of one thing, in milliseconds. */
export interface Compared {
  readonly cause: VarianceCause;
  readonly consultId: string | undefined;
  readonly connection: string | undefined;
  readonly ours: number | undefined;
  readonly theirs: number | undefined;
  readonly bound: number;
}

export interface Comparison {
  readonly compared: readonly Compared[];
  readonly unfinishedLines: number;
  readonly openConnections: number;
  readonly connectionsOfOtherDays: number;
}

export const boundOf = ({ errorBoundSeconds }: BillableConnection): number =>
  Math.ceil(errorBoundSeconds * 1000);

export const isWithin = (at: number, days: readonly UsagePeriod[]): boolean =>
  days.some(({ from, to }) => at >= from && at < to);
