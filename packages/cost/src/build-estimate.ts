import type { Confidence, Decimal } from '@patchbay/contract';
import type { BuildLineKind } from './build-cost.ts';
import type { Range } from './build-preset.ts';

export interface BuildLine {
  readonly kind: BuildLineKind;
  /** USD per month with every assumption at its cheap end, at its likely value and at its dear end. */
  readonly amount: Range;
  /** How the likely amount comes about. */
  readonly explanation: string;
  readonly confidence: Confidence;
}

/** What a month of self-hosting would cost. Money is USD as exact decimal text. */
export interface BuildEstimate {
  readonly preset: string;
  readonly participantMinutes: Decimal;
  readonly peakConcurrentParticipants: Range;
  readonly peakBasis: 'measured' | 'assumed';
  /** Whether the gigabytes to participants were counted: in all minutes, in some, or in none. */
  readonly egressBasis: 'measured' | 'partly-measured' | 'assumed';
  /** The spare ones among them. */
  readonly servers: Range;
  readonly lines: readonly BuildLine[];
  readonly total: Range;
  /** The part that does not follow the minutes one by one: servers, people, on-call, BAA. */
  readonly fixed: Range;
  /** The weakest of all values used. */
  readonly confidence: Confidence;
}
