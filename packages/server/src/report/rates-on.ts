import type { ProviderId } from '@patchbay/contract';
import { type CataloguedRate, catalogueOf } from '@patchbay/cost';
import type { PatchbayConfig } from '../config/patchbay-config.ts';
import type { Deployments } from './deployments-of.ts';

export type RateOf = (provider: ProviderId) => CataloguedRate | undefined;

export interface Rates {
  /** Every price of every installed provider. */
  readonly catalogue: readonly CataloguedRate[];
  /** The price of the deployment that a provider runs as: the configured rate card, else the first. */
  readonly rateOf: RateOf;
}

/** Prices that are in force at an instant, milliseconds since the Unix epoch. */
export function ratesOn(
  at: number,
  { installed, cost }: Pick<PatchbayConfig, 'installed' | 'cost'>,
  deployments: Deployments,
): Rates {
  const catalogue = catalogueOf(
    installed.map(({ manifest }) => manifest),
    new Date(at).toISOString().slice(0, 10),
  );
  const rateOf: RateOf = (provider) => {
    const rates = catalogue.filter(
      (rate) => rate.provider === provider && rate.deployment === deployments.get(provider)?.id,
    );
    const wanted = cost.rateCards[provider];
    return rates.find(({ rateCard }) => rateCard.id === wanted) ?? rates[0];
  };
  return { catalogue, rateOf };
}
