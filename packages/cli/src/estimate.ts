import type { Decimal } from '@patchbay/contract';
import type { BuildEstimate, Crossover, Spend } from '@patchbay/cost';

/** Hosting it all oneself under one preset, and where that becomes cheaper. */
export interface BuildOption {
  readonly preset: string;
  readonly name: string;
  readonly description: string;
  readonly estimate: BuildEstimate;
  readonly crossover: Crossover;
}

/** The answer to `estimate`. All money is USD as exact decimal text. */
export interface Estimate {
  readonly participantMinutes: Decimal;
  readonly rate: Decimal;
  readonly spend: { readonly monthly: Spend; readonly yearlyTotal: Decimal };
  /** The preset asked for, and beside it the honest one with an on-call engineer. */
  readonly build: readonly BuildOption[];
}
