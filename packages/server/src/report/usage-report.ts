import { setImmediate } from 'node:timers/promises';
import {
  buildPresets,
  type BuildEstimate,
  type BuildPreset,
  type CataloguedRate,
  type ComparedBill,
  compareBills,
  crossoverFromUsage,
  type CrossoverStanding,
  downstream720p,
  estimateBuild,
  findBuildPreset,
  type Spend,
  spendOf,
} from '@patchbay/cost';
import { monthPeriod, type ReconciledMonth, type Usage, type UsageBook } from '@patchbay/metering';
import type { PatchbayConfig } from '../config/patchbay-config.ts';
import { catchUp } from './catch-up.ts';
import { type Deployments, deploymentsOf } from './deployments-of.ts';
import { type MonthClosing, type MonthCorrection, readClosing, readCorrections } from './month-closing.ts';
import { type MonthUsage, type ProviderMonth, readMonthUsage } from './month-usage.ts';
import { type RateOf, ratesOn } from './rates-on.ts';
import { reportedReconciliation, type ReportedReconciliation } from './reported-reconciliation.ts';

/** What one provider carried, and what that cost. */
export interface ProviderUsage {
  readonly provider: string;
  readonly deployment: string;
  readonly kind: 'managed' | 'self-hosted';
  readonly usage: Usage;
  /** Undefined where there is no vendor's bill: a self-hosted deployment costs what the estimate says. */
  readonly spend: Spend | undefined;
  /** What came of holding it against the vendor's own count when that was done last; absent when it never was. */
  readonly reconciled?: ReportedReconciliation;
}

/** One preset's estimate of hosting it all oneself, and where that becomes cheaper than the vendor. */
export interface SelfHosting {
  readonly preset: string;
  readonly estimate: BuildEstimate;
  /** Undefined when no installed provider has a price to compare with. */
  readonly standing: CrossoverStanding | undefined;
}

/** One month's usage and money. All money is USD as exact decimal text. */
export interface MonthReport {
  /** `YYYY-MM`, UTC. */
  readonly month: string;
  /** Milliseconds since the Unix epoch. */
  readonly generatedAt: number;
  /** Everything received before this is in the figures; undefined while none are complete. */
  readonly asOf: number | undefined;
  /** Whether the month was over by then. */
  readonly complete: boolean;
  readonly usage: Usage;
  readonly providers: readonly ProviderUsage[];
  /** What the month came to when it was closed, and what turned out later; undefined while it is open. */
  readonly closing: MonthClosing | undefined;
  /** Corrections of earlier months that are accounted for in this one. */
  readonly corrections: readonly MonthCorrection[];
  /** The same usage under every price in the catalogue, cheapest first. */
  readonly bills: readonly ComparedBill[];
  /**
   * The price that self-hosting is compared with: of the provider with most usage, else the cheapest bill of a vendor that
   * signs a BAA, for a price at which no patient may be called is none.
   */
  readonly comparedWith:
    | { readonly provider: string; readonly deployment: string; readonly rateCard: string }
    | undefined;
  /** The configured preset's. */
  readonly selfHosting: SelfHosting;
  /** Every other preset's. */
  readonly otherPresets: readonly SelfHosting[];
}

export interface MonthReportQuestion {
  readonly book: UsageBook;
  readonly config: Pick<PatchbayConfig, 'installed' | 'providers' | 'cost'>;
  readonly month: string;
  /** Everybody's consults when undefined. */
  readonly tenant?: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Computes a month's report from the usage book, which is brought up to date first. Rejects with `LedgerError`. */
export async function reportMonth({
  book,
  config,
  month,
  tenant,
  now,
}: MonthReportQuestion): Promise<MonthReport> {
  const asOf = await catchUp(book);
  const deployments = deploymentsOf(config);
  const deploymentOf = (provider: string): string | undefined => deployments.get(provider)?.id;
  const usage = await readMonthUsage(book, month, { tenant, deploymentOf });
  const reconciled = await book.reconciled({ from: month, to: month }, tenant);
  const { to } = monthPeriod(month);
  const { catalogue, rateOf } = ratesOn(Math.min(now, to - 1), config, deployments);
  const { splitAt } = usage.together;
  const closingQuestion = { book, config, deployments, splitAt, tenant };
  const bills = compareBills(usage.together, catalogue, downstream720p);
  const compared = comparedRate(usage, rateOf, bills.filter(signsBaa(config)), catalogue);
  const chosen = findBuildPreset(config.cost.preset) ?? buildPresets[0];
  if (chosen === undefined) throw new Error('There are no presets to estimate with.');
  const selfHosting = standingOf(chosen, usage, compared);
  const otherPresets: SelfHosting[] = [];
  for (const preset of buildPresets.filter(({ id }) => id !== chosen.id)) {
    // A crossover takes tens of milliseconds, in which nobody's signalling would be served.
    await setImmediate();
    otherPresets.push(standingOf(preset, usage, compared));
  }
  return {
    month,
    generatedAt: now,
    asOf,
    complete: now >= to,
    usage: usage.total,
    providers: usage.summaries.map((summary) =>
      providerUsage(summary, deployments, rateOf, outcomeOf(reconciled, summary)),
    ),
    closing: await readClosing(closingQuestion, month),
    corrections: await readCorrections(closingQuestion, month),
    bills,
    comparedWith: compared && {
      provider: compared.provider,
      deployment: compared.deployment,
      rateCard: compared.rateCard.id,
    },
    selfHosting,
    otherPresets,
  };
}

export const outcomeOf = (
  outcomes: readonly ReconciledMonth[],
  { provider, month }: Pick<ProviderMonth, 'provider' | 'month'>,
): ReconciledMonth | undefined => outcomes.find((one) => one.provider === provider && one.month === month);

/** What one provider carried, with its bill under the rate card of its deployment, and what came of reconciling it. */
export function providerUsage(
  summary: ProviderMonth,
  deployments: Deployments,
  rateOf: RateOf,
  outcome: ReconciledMonth | undefined,
): ProviderUsage {
  const { provider, usage } = summary;
  const deployment = deployments.get(provider);
  const rate = rateOf(provider);
  return {
    provider,
    deployment: deployment?.id ?? 'unknown',
    kind: deployment?.kind ?? 'managed',
    usage,
    spend: rate && spendOf(summary, rate.rateCard, rate.rule, downstream720p),
    ...(outcome && { reconciled: reportedReconciliation(outcome) }),
  };
}

const signsBaa =
  ({ installed }: Pick<PatchbayConfig, 'installed'>) =>
  ({ provider, deployment }: ComparedBill): boolean =>
    installed
      .filter(({ manifest }) => manifest.id === provider)
      .flatMap(({ manifest }) => manifest.deployments)
      .some(({ id, baa }) => id === deployment && baa.offered.value === 'yes');

function comparedRate(
  { summaries }: MonthUsage,
  rateOf: RateOf,
  bills: readonly ComparedBill[],
  catalogue: readonly CataloguedRate[],
): CataloguedRate | undefined {
  const busiest = summaries
    .toSorted((a, b) => b.participantSeconds - a.participantSeconds)
    .map(({ provider }) => rateOf(provider))
    .find((rate) => rate !== undefined);
  const [cheapest] = bills;
  return (
    busiest ??
    catalogue.find(
      ({ provider, deployment, rateCard }) =>
        provider === cheapest?.provider &&
        deployment === cheapest.deployment &&
        rateCard.id === cheapest.spend.rateCard,
    )
  );
}

function standingOf(
  preset: BuildPreset,
  { together, total, trend }: MonthUsage,
  compared: CataloguedRate | undefined,
): SelfHosting {
  const estimate = estimateBuild({
    participantMinutes: (total.participantSeconds / 60).toFixed(6),
    peakConcurrentParticipants: total.peakConcurrentParticipants,
    downstream: total.carried.received,
    assumptions: preset,
  });
  const standing =
    compared &&
    crossoverFromUsage({
      usage: together,
      buy: {
        kind: 'rate-card',
        rateCard: compared.rateCard,
        rule: compared.rule,
        downstream: downstream720p,
      },
      build: preset,
      trend,
    });
  return { preset: preset.id, estimate, standing };
}
