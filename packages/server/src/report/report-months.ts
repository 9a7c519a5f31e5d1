import {
  addDecimals,
  type BuildEstimate,
  buildPresets,
  compareBills,
  compareDecimals,
  downstream720p,
  estimateBuild,
  findBuildPreset,
} from '@patchbay/cost';
import { monthPeriod, type Usage, type UsageBook } from '@patchbay/metering';
import type { PatchbayConfig } from '../config/patchbay-config.ts';
import { catchUp } from './catch-up.ts';
import { deploymentsOf } from './deployments-of.ts';
import { monthsBetween } from './months-between.ts';
import { monthUsageOf } from './month-usage.ts';
import { ratesOn } from './rates-on.ts';
import { periodReconciliation, type PeriodReconciliation } from './reported-reconciliation.ts';
import { outcomeOf, providerUsage, type ProviderUsage } from './usage-report.ts';

/** A sum of money under one rate card, USD as exact decimal text. */
export interface RateTotal {
  readonly provider: string;
  readonly deployment: string;
  readonly rateCard: string;
  readonly total: string;
}

/** One month of several. */
export interface PeriodMonth {
  /** `YYYY-MM`, UTC. */
  readonly month: string;
  /** Whether it was over. */
  readonly complete: boolean;
  readonly usage: Usage;
  readonly providers: readonly ProviderUsage[];
  /** The month's usage under every price in force at its end, cheapest first. */
  readonly bills: readonly RateTotal[];
  /** What self-hosting the month would have cost, by the configured preset. */
  readonly selfHosting: BuildEstimate;
}

/** One provider's share of several months. */
export interface PeriodProvider {
  readonly provider: string;
  readonly usage: Usage;
  /** What its own bills add up to; undefined where it has none. */
  readonly total: string | undefined;
  /** Which of its months have been held against the vendor's own count. */
  readonly reconciliation: PeriodReconciliation;
}

/** What several months came to. */
export interface PeriodReport {
  /** The first and the last month, `YYYY-MM`, UTC. */
  readonly from: string;
  readonly to: string;
  /** Milliseconds since the Unix epoch. */
  readonly generatedAt: number;
  /** Everything received before this is in the figures; undefined while none are complete. */
  readonly asOf: number | undefined;
  /** Peaks are of the whole time; the error bound is the sum of the months' bounds. */
  readonly usage: Usage;
  /** Months that are not over, or have no usage, are among them. */
  readonly months: readonly PeriodMonth[];
  readonly providers: readonly PeriodProvider[];
  /** The months' bills added up, for every price that was in force in all of them; cheapest first. */
  readonly bills: readonly RateTotal[];
  /** By tenant; empty for a report on one. */
  readonly tenants: readonly { readonly tenant: string; readonly usage: Usage }[];
}

export interface PeriodReportQuestion {
  readonly book: UsageBook;
  readonly config: Pick<PatchbayConfig, 'installed' | 'providers' | 'cost'>;
  /** The first and the last month, `YYYY-MM`. */
  readonly from: string;
  readonly to: string;
  /** Everybody's consults when undefined. */
  readonly tenant?: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * Usage and money of several months in one go, such as a year's. Reads rollups only, however many consults there were; they are
 * brought up to date first. Rejects with `LedgerError`, and with `UsageBookError` for what are no months.
 */
export async function reportMonths(question: PeriodReportQuestion): Promise<PeriodReport> {
  const { book, config, from, to, tenant, now } = question;
  const period = { from: monthPeriod(from).from, to: monthPeriod(to).to };
  const asOf = await catchUp(book);
  const rolled = await book.usageFromRollups(period, tenant);
  const tenants = tenant === undefined ? await book.usageOfTenants(period) : new Map<string, Usage>();
  const outcomes = await book.reconciled({ from, to }, tenant);
  const deployments = deploymentsOf(config);
  const preset = findBuildPreset(config.cost.preset) ?? buildPresets[0];
  if (preset === undefined) throw new Error('There are no presets to estimate with.');
  const months = monthsBetween(from, to).map((month): PeriodMonth => {
    const end = monthPeriod(month).to;
    const { total, summaries, together } = monthUsageOf(
      rolled,
      month,
      (provider) => deployments.get(provider)?.id,
    );
    const { catalogue, rateOf } = ratesOn(Math.min(now, end - 1), config, deployments);
    return {
      month,
      complete: now >= end,
      usage: total,
      providers: summaries.map((summary) =>
        providerUsage(summary, deployments, rateOf, outcomeOf(outcomes, summary)),
      ),
      bills: compareBills(together, catalogue, downstream720p).map(({ provider, deployment, spend }) => ({
        provider,
        deployment,
        rateCard: spend.rateCard,
        total: spend.total,
      })),
      selfHosting: estimateBuild({
        participantMinutes: (total.participantSeconds / 60).toFixed(6),
        peakConcurrentParticipants: total.peakConcurrentParticipants,
        downstream: total.carried.received,
        assumptions: preset,
      }),
    };
  });
  return {
    from,
    to,
    generatedAt: now,
    asOf,
    usage: rolled.total,
    months,
    providers: [...rolled.byProvider].map(([provider, usage]) => ({
      provider,
      usage,
      total: totalOf(months, provider),
      reconciliation: periodReconciliation(
        deployments.get(provider)?.kind ?? 'managed',
        months
          .filter(({ providers }) => providers.some((one) => one.provider === provider))
          .map(({ month }) => month),
        outcomes.filter((outcome) => outcome.provider === provider),
      ),
    })),
    bills: totalBills(months),
    tenants: [...tenants].map(([tenant, usage]) => ({ tenant, usage })),
  };
}

function totalOf(months: readonly PeriodMonth[], provider: string): string | undefined {
  const bills = months
    .flatMap(({ providers }) => providers.filter((one) => one.provider === provider))
    .map(({ spend }) => spend?.total);
  const known = bills.filter((total) => total !== undefined);
  return known.length === 0 ? undefined : addDecimals(known);
}

function totalBills(months: readonly PeriodMonth[]): readonly RateTotal[] {
  const byRate = Map.groupBy(
    months.flatMap(({ bills }) => bills),
    ({ provider, deployment, rateCard }) => JSON.stringify([provider, deployment, rateCard]),
  );
  return [...byRate.values()]
    .filter((bills) => bills.length === months.length)
    .flatMap((bills) => {
      const [first] = bills;
      return first === undefined ? [] : [{ ...first, total: addDecimals(bills.map(({ total }) => total)) }];
    })
    .sort((a, b) => compareDecimals(a.total, b.total));
}
