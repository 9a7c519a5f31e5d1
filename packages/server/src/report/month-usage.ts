import type { ProviderId } from '@patchbay/contract';
import {
  billableConnections,
  type Ledger,
  presenceBetween,
  type Usage,
  usageOf,
  usageSummaries,
  type UsageSummary,
} from '@patchbay/metering';
import { monthBefore, monthPeriod } from './month-period.ts';

export interface MonthUsageQuestion {
  readonly ledger: Ledger;
  readonly month: string;
  /** Everybody's when undefined. */
  readonly tenant: string | undefined;
  readonly leaseSeconds: number;
  readonly heartbeatSeconds: number;
  readonly deploymentOf: (provider: ProviderId) => string | undefined;
  readonly now: number;
}

export interface MonthUsage {
  readonly total: Usage;
  readonly byProvider: ReadonlyMap<ProviderId, Usage>;
  /** One per provider. */
  readonly summaries: readonly UsageSummary[];
  /** The same usage as if one provider had carried it all. */
  readonly together: UsageSummary;
  /** Complete months before this one that have usage, oldest first. */
  readonly trend: readonly { readonly month: string; readonly participantMinutes: string }[];
}

const trendMonths = 5;

/** Folds the evidence of one month, and of the months before it for the trend. */
export async function readMonthUsage(question: MonthUsageQuestion): Promise<MonthUsage> {
  const { ledger, month, tenant, deploymentOf, leaseSeconds, heartbeatSeconds, now } = question;
  const period = monthPeriod(month);
  const earlier = { from: monthPeriod(monthBefore(month, trendMonths)).from, to: period.to };
  const intervals = await presenceBetween(
    ledger,
    { ...earlier, ...(tenant !== undefined && { tenant }) },
    { leaseSeconds, heartbeatSeconds, now },
  );
  const connections = billableConnections(intervals);
  const { total, byProvider } = usageOf(connections, period);
  const summaries = usageSummaries(connections, { deploymentOf, period });
  const byMonth = usageOf(connections, earlier).byMonth;
  const trend = [...byMonth]
    .filter(([earlierMonth]) => earlierMonth < month)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, { participantSeconds }]) => ({
      month,
      participantMinutes: (participantSeconds / 60).toFixed(6),
    }));
  const together: UsageSummary = {
    provider: 'all',
    month,
    connections: summaries.flatMap(({ connections }) => connections),
    participantSeconds: total.participantSeconds,
    peakConcurrentParticipants: total.peakConcurrentParticipants,
    peakConcurrentRooms: total.peakConcurrentRooms,
  };
  return { total, byProvider, summaries, together, trend };
}
