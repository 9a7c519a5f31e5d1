import type { BillingRule, IsoDate, ProviderId, ProviderManifest, RateCard } from '@patchbay/contract';
import type { DownstreamModel } from './downstream-model.ts';
import type { BilledUsage } from './measured-usage.ts';
import { Exact } from './exact.ts';
import type { Spend } from './spend.ts';
import { spendOf } from './spend-of.ts';

/** A rate card with where it comes from and the rule that goes with it. */
export interface CataloguedRate {
  readonly provider: ProviderId;
  readonly deployment: string;
  readonly rateCard: RateCard;
  readonly rule: BillingRule;
}

export interface ComparedBill {
  readonly provider: ProviderId;
  readonly deployment: string;
  readonly spend: Spend;
}

/** The same usage under every rate card, cheapest first. Throws `CostError`. */
export const compareBills = (
  usage: BilledUsage,
  catalogue: readonly CataloguedRate[],
  downstream?: DownstreamModel,
): readonly ComparedBill[] =>
  catalogue
    .map(({ provider, deployment, rateCard, rule }) => ({
      provider,
      deployment,
      spend: spendOf(usage, rateCard, rule, downstream),
    }))
    .sort((a, b) => new Exact(a.spend.total).cmp(b.spend.total));

/** Every rate card that the manifests declare and that is in force on a day. */
export const catalogueOf = (manifests: readonly ProviderManifest[], on: IsoDate): readonly CataloguedRate[] =>
  manifests.flatMap((manifest) =>
    manifest.deployments.flatMap(({ id, rates, billing }) =>
      billing === undefined
        ? []
        : rates
            .filter((rateCard) => isInForce(rateCard, on))
            .map((rateCard) => ({ provider: manifest.id, deployment: id, rateCard, rule: billing })),
    ),
  );

const isInForce = ({ effectiveFrom, effectiveTo }: RateCard, on: IsoDate): boolean =>
  (effectiveFrom === undefined || effectiveFrom <= on) && (effectiveTo === undefined || on <= effectiveTo);
