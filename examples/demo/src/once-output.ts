import type { MonthReport } from '@patchbay/server';
import type { DrivenConsult, OnceResult } from './run-once.ts';

/** What `--once --json` prints. Money is exact decimal text in USD. */
export interface OnceOutput {
  readonly consults: readonly DrivenConsult[];
  readonly participantMinutes: {
    readonly total: number;
    readonly errorBoundSeconds: number;
    readonly byProvider: Readonly<Record<string, number>>;
  };
  /** Null where no vendor sends a bill. */
  readonly spend: Readonly<Record<string, string | null>>;
  readonly bills: readonly {
    readonly rateCard: string;
    readonly total: string;
    readonly confidence: string;
  }[];
  readonly selfHostedEstimate: MonthReport['selfHosting']['estimate'];
  readonly crossover: MonthReport['selfHosting']['standing'] | null;
}

export const onceOutput = ({ consults, report }: OnceResult): OnceOutput => ({
  consults,
  participantMinutes: {
    total: report.usage.participantMinutes,
    errorBoundSeconds: report.usage.errorBoundSeconds,
    byProvider: Object.fromEntries(
      report.providers.map(({ provider, usage }) => [provider, usage.participantMinutes]),
    ),
  },
  spend: Object.fromEntries(report.providers.map(({ provider, spend }) => [provider, spend?.total ?? null])),
  bills: report.bills.map(({ spend }) => ({
    rateCard: spend.rateCard,
    total: spend.total,
    confidence: spend.confidence,
  })),
  selfHostedEstimate: report.selfHosting.estimate,
  crossover: report.selfHosting.standing ?? null,
});
