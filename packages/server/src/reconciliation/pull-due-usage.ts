import {
  answeredDays,
  type BookedLedger,
  monthPeriod,
  type UsageBook,
  type UsagePeriod,
} from '@patchbay/metering';
import type { RunningBackend } from '../backends/backend-registry.ts';
import type { Schedule } from '../backends/schedule.ts';
import type { CurrentConfig } from '../config/current-config.ts';
import type { ConsultStore } from '../consults/consult-store.ts';
import type { BackgroundTurns } from '../instances/background-turns.ts';
import type { Metrics } from '../observation/metrics.ts';
import { daysToAsk } from './days-to-ask.ts';
import { type PulledDay, pullVendorUsage } from './pull-vendor-usage.ts';
import { reconcileAndKeep } from './reconcile-and-keep.ts';
import { dayName } from './usage-days.ts';

export interface PullDueUsageParts {
  readonly config: CurrentConfig;
  readonly ledger: BookedLedger;
  readonly book: Pick<UsageBook, 'openMonths' | 'closedMonths'>;
  readonly consults: ConsultStore;
  readonly turns: BackgroundTurns;
  readonly metrics: Metrics;
  readonly schedule: Schedule;
  readonly now: () => number;
}

export interface DueUsageRequest {
  readonly everyMilliseconds: number;
  /** These (`YYYY-MM-DD`) are asked about last, in this order: one that always fails keeps no other waiting. */
  readonly failedDays: ReadonlyMap<string, number>;
  readonly signal: AbortSignal;
}

/**
 * Asks a vendor about the days that are due, and holds our usage of their months against the answers. What became of each
 * day; nothing when none was due, or another instance is at it. Rejects with what a store says; what was answered before is kept.
 */
export type PullDueUsage = (one: RunningBackend, request: DueUsageRequest) => Promise<readonly PulledDay[]>;

const dayLength = 86_400_000;
/** Of a vendor whose memory is longer, or not known. */
const longestMemoryDays = 62;

export function createPullDueUsage(parts: PullDueUsageParts): PullDueUsage {
  const { config, ledger, book, consults, turns, metrics, schedule, now } = parts;
  /** Months with answers that have not been held against ours yet, by provider. */
  const owed = new Map<string, Set<string>>();

  /** Whom the vendor carried before Patchbay was there is nobody's here. */
  const firstMonth = async (): Promise<number> => {
    const months = [...(await book.openMonths()), ...(await book.closedMonths()).keys()];
    return Math.min(...months.map((month) => monthPeriod(month).from));
  };

  const dueDays = async (
    { descriptor, backend }: RunningBackend,
    everyMilliseconds: number,
  ): Promise<readonly UsagePeriod[]> => {
    const provider = descriptor.manifest.id;
    const memory = Math.min(backend.usageMemoryDays ?? longestMemoryDays, longestMemoryDays) * dayLength;
    const since = Math.max(now() - memory, await firstMonth());
    if (since > now()) return [];
    const answered = await ledger.read(() => answeredDays(provider, { from: since, to: now() }));
    const days = daysToAsk({ now: now(), since, everyMilliseconds, answered });
    metrics.usageAnswered(provider, answered.size === 0 ? undefined : Math.max(...answered.values()));
    metrics.usagePullDaysMissing.set({ provider }, days.filter(({ from }) => !answered.has(from)).length);
    return days;
  };

  const reconcile = async (provider: string, months: Set<string>): Promise<void> => {
    for (const month of months) {
      const question = { ledger, config: config.get(), month, provider, now: now() };
      await reconcileAndKeep({ ...question, tellsUsage: () => true });
      months.delete(month);
    }
  };

  return async (one, { everyMilliseconds, failedDays, signal }) => {
    const provider = one.descriptor.manifest.id;
    const months = owed.get(provider) ?? new Set();
    owed.set(provider, months);
    if (months.size === 0 && (await dueDays(one, everyMilliseconds)).length === 0) return [];
    const turn = await turns.take(`usage of ${provider}`);
    if (turn === undefined) return [];
    try {
      // Only now: whoever had the turn before may have asked.
      const days = await dueDays(one, everyMilliseconds);
      const rank = (day: UsagePeriod): number => failedDays.get(dayName(day)) ?? 0;
      const pulled =
        (await pullVendorUsage({
          provider,
          backend: one.backend,
          days: days.toSorted((a, b) => rank(a) - rank(b)),
          ledger,
          consults,
          now,
          schedule,
          signal: AbortSignal.any([signal, turn.lost]),
        })) ?? [];
      for (const { day, outcome } of pulled) {
        if (outcome === 'not-asked') continue;
        metrics.usagePullDays.inc({ provider, outcome });
        if (outcome !== 'failed' && outcome !== 'too-late') months.add(day.slice(0, 7));
      }
      await dueDays(one, everyMilliseconds);
      if (!signal.aborted) await reconcile(provider, months);
      return pulled;
    } finally {
      await turn.giveBack();
    }
  };
}
