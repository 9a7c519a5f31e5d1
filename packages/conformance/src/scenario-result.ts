import type { ProviderId } from '@patchbay/contract';
import type { Assurance } from './harness.ts';

/**
 * `opted-out`: the manifest lacks the capability. `cannot`: the harness cannot bring the situation about. Neither is a
 * pass, and both come with their reason.
 */
export type Outcome = 'passed' | 'failed' | 'opted-out' | 'cannot';

export interface ScenarioResult {
  readonly id: string;
  readonly outcome: Outcome;
  /** Why; empty when passed. */
  readonly detail: string;
  readonly milliseconds: number;
}

/** A whole run, as it is kept in a file: what it was about and how each scenario went, without times. JSON. */
export interface ProviderResults {
  readonly provider: ProviderId;
  readonly assurance: Assurance;
  /** The day of the run, for those against a vendor's own cloud, which changes: `2026-11-25`. */
  readonly on?: string;
  readonly scenarios: readonly Omit<ScenarioResult, 'milliseconds'>[];
}
