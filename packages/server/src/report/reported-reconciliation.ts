import type { ReconciledMonth } from '@patchbay/metering';

/** Theirs less ours, of what was compared then. */
export interface ReportedReconciliation {
  /** Milliseconds since the Unix epoch. */
  readonly madeAt: number;
  /** Whether the vendor had answered for all days that were over. */
  readonly whole: boolean;
  readonly varianceSeconds: number;
  /** Of ours; undefined when there was nothing of ours. */
  readonly variancePercent: number | undefined;
}

/** How far several months of a provider have been held against the vendor's own count. */
export interface PeriodReconciliation {
  /**
   * `reconciled`: every month that it carried something in; `partly`: some of them, or not all of their days; `self-hosted`: it
   * runs on one's own servers, and there is no other count.
   */
  readonly state: 'reconciled' | 'partly' | 'not-reconciled' | 'self-hosted';
  /** Each month (`YYYY-MM`) that it carried something in, or that was compared, is in one of the three. */
  readonly wholeMonths: readonly string[];
  readonly partialMonths: readonly string[];
  readonly otherMonths: readonly string[];
  /** Theirs less ours, of what was compared in these months; undefined when nothing was: not known, and not zero. */
  readonly varianceSeconds: number | undefined;
  /** Of ours; undefined when there was nothing of ours. */
  readonly variancePercent: number | undefined;
}

/** What came of a month when it was reconciled last. */
export function reportedReconciliation(outcome: ReconciledMonth): ReportedReconciliation {
  const { madeAt, whole } = outcome;
  return { madeAt, whole, ...varianceOf([outcome]) };
}

/** Of one provider: `carried` are the months that it carried something in, `outcomes` what came of those that were reconciled. */
export function periodReconciliation(
  kind: 'managed' | 'self-hosted',
  carried: readonly string[],
  outcomes: readonly ReconciledMonth[],
): PeriodReconciliation {
  const wholeMonths = outcomes.filter(({ whole }) => whole).map(({ month }) => month);
  const partialMonths = outcomes.filter(({ whole }) => !whole).map(({ month }) => month);
  const otherMonths = carried.filter((month) => outcomes.every((outcome) => outcome.month !== month));
  const months = { wholeMonths, partialMonths, otherMonths };
  if (outcomes.length === 0) {
    const state = kind === 'self-hosted' ? 'self-hosted' : 'not-reconciled';
    return { state, ...months, varianceSeconds: undefined, variancePercent: undefined };
  }
  const isWhole = partialMonths.length === 0 && otherMonths.length === 0;
  return { state: isWhole ? 'reconciled' : 'partly', ...months, ...varianceOf(outcomes) };
}

function varianceOf(outcomes: readonly ReconciledMonth[]) {
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
  const ours = sum(outcomes.map(({ oursSeconds }) => oursSeconds));
  const theirs = sum(outcomes.map(({ theirsSeconds }) => theirsSeconds));
  const varianceSeconds = Math.round((theirs - ours) * 1000) / 1000;
  const variancePercent = ours === 0 ? undefined : Math.round((varianceSeconds / ours) * 1_000_000) / 10_000;
  return { varianceSeconds, variancePercent };
}
