import type { Decimal, RateTier, Sourced } from '@patchbay/contract';

/** A stated range; `low` and `high` are the numbers' own order, whichever of them is the cheaper. */
export interface Range {
  readonly low: Decimal;
  readonly likely: Decimal;
  readonly high: Decimal;
}

/** A range with its origin. The confidence is that of its weakest number. */
export type Assumption = Sourced<Range>;

export type AssumptionName =
  /** The share of a month's participant-minutes that falls into its busiest hour; used where peak concurrency is not measured. */
  | 'busyHourShare'
  /** Media streams that the server sends per participant (a consumer, in mediasoup's word): 2 in a call of two. */
  | 'consumersPerParticipant'
  /** Consumers that one core carries. */
  | 'consumersPerCore'
  /** The share of a server's capacity that is used at peak; the rest is headroom. */
  | 'targetLoad'
  | 'coresPerServer'
  /** USD per server and month. */
  | 'serverMonthlyPrice'
  /** Servers that stand by beside those that the peak needs. */
  | 'spareServers'
  /** Gigabytes sent to one participant per minute. */
  | 'gigabytesPerMinute'
  /** The share of the traffic that has to go through a TURN relay. */
  | 'relayShare'
  /** Full-time engineers who run it. */
  | 'engineers'
  /** USD per engineer and year, without what comes on top. */
  | 'engineerYearlySalary'
  /** What an engineer costs as a multiple of the salary. */
  | 'salaryLoad'
  /** USD per month for being on call. */
  | 'onCallMonthly'
  /** USD per month for the host's BAA. */
  | 'hostingBaaMonthly';

/** What it takes to run the video servers oneself, as data. */
export interface BuildPreset {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly assumptions: Readonly<Record<AssumptionName, Assumption>>;
  /** USD per gigabyte to the internet, graduated over the month. */
  readonly egressTiers: Sourced<readonly [RateTier, ...RateTier[]]>;
}
