import type { ProviderId } from '@patchbay/contract';
import type { SummedUsage } from '@patchbay/cost';
import {
  monthBefore,
  monthPeriod,
  type RolledSummary,
  type RolledUsage,
  type Usage,
  type UsageBook,
  usageOf,
} from '@patchbay/metering';

/** What one provider carried in a month, as bills are computed from it. */
export interface ProviderMonth extends SummedUsage {
  readonly usage: Usage;
}

export interface MonthUsage {
  readonly total: Usage;
  /** One per provider, sorted. */
  readonly summaries: readonly ProviderMonth[];
  /** The same usage as if one provider had carried it all. */
  readonly together: ProviderMonth;
  /** Complete months before this one that have usage, oldest first. */
  readonly trend: readonly { readonly month: string; readonly participantMinutes: string }[];
}

export type DeploymentOf = (provider: ProviderId) => string | undefined;

export const trendMonths = 5;

/** One month, with the months before it for the trend. Reads rollups, no evidence. */
export async function readMonthUsage(
  book: UsageBook,
  month: string,
  options: { readonly tenant: string | undefined; readonly deploymentOf: DeploymentOf },
): Promise<MonthUsage> {
  const from = monthPeriod(monthBefore(month, trendMonths)).from;
  const rolled = await book.usageFromRollups({ from, to: monthPeriod(month).to }, options.tenant);
  return monthUsageOf(rolled, month, options.deploymentOf);
}

/** One month of several, and those before it for the trend. */
export function monthUsageOf(rolled: RolledUsage, month: string, deploymentOf: DeploymentOf): MonthUsage {
  const { splitAt } = rolled;
  const providerMonth = (summary: RolledSummary, provider = summary.provider): ProviderMonth => {
    const { usage, sums } = summary;
    const deployment = deploymentOf(provider);
    return {
      provider,
      ...(deployment !== undefined && { deployment }),
      month,
      usage,
      sums,
      splitAt,
      participantSeconds: usage.participantSeconds,
      peakConcurrentParticipants: usage.peakConcurrentParticipants,
      peakConcurrentRooms: usage.peakConcurrentRooms,
    };
  };
  const nobody: RolledSummary = { month, provider: '', usage: noUsage, sums: [] };
  const together = providerMonth(rolled.together.find((one) => one.month === month) ?? nobody, 'all');
  return {
    total: together.usage,
    summaries: rolled.summaries.filter((one) => one.month === month).map((one) => providerMonth(one)),
    together,
    trend: rolled.together
      .filter((one) => one.month < month && one.month >= monthBefore(month, trendMonths))
      .map((one) => ({
        month: one.month,
        participantMinutes: (one.usage.participantSeconds / 60).toFixed(6),
      })),
  };
}

const noUsage = usageOf([]).total;
