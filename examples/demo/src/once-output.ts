import type { MonthReport } from '@patchbay/server';
import { formatUsd } from '@patchbay/cost';
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

/** The same for people. */
export function onceText(result: OnceResult): string {
  const { report } = result;
  const lines = ['', `Usage in ${report.month}`];
  for (const { provider, deployment, usage, spend } of report.providers) {
    const bill = spend === undefined ? 'no vendor bill (self-hosted)' : formatUsd(spend.total);
    lines.push(
      `  ${provider} (${deployment}): ${usage.participantMinutes.toFixed(3)} participant-minutes, within ${usage.errorBoundSeconds.toFixed(1)} s; ${bill}`,
    );
  }
  lines.push('', 'The same minutes elsewhere');
  for (const { spend } of report.bills)
    lines.push(`  ${spend.plan}: ${formatUsd(spend.total)} (${spend.confidence})`);
  const { estimate } = report.selfHosting;
  lines.push(
    '',
    `Self-hosting, preset ${estimate.preset}: ${formatUsd(estimate.total.likely)} a month (${formatUsd(estimate.total.low)} to ${formatUsd(estimate.total.high)}; ${estimate.confidence})`,
  );
  return lines.join('\n');
}
