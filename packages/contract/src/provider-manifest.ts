import type { BillingRule, RateCard } from './rate-card.ts';
import type { Capabilities, ConsultFeature } from './capabilities.ts';
import type { IsoDate, Sourced } from './sourced.ts';
import type { ProviderId } from './ids.ts';

/**
 * What there is to know about a provider before anything runs: useful as plain JSON without any of our code. A provider
 * that one can buy or run oneself has two deployments with their own rates and BAA rows.
 */
export interface ProviderManifest {
  readonly id: ProviderId;
  readonly name: string;
  readonly capabilities: Capabilities;
  /** The first one is the default. */
  readonly deployments: readonly [Deployment, ...Deployment[]];
  readonly licence: LicenceTerms;
  readonly lifecycle: readonly LifecycleEvent[];
}

export interface Deployment {
  readonly id: string;
  readonly name: string;
  readonly kind: 'managed' | 'self-hosted';
  readonly baa: BaaTerms;
  /** Empty for self-hosted deployments, whose cost is the build estimate. */
  readonly rates: readonly RateCard[];
  readonly billing: BillingRule | undefined;
  readonly regions: Sourced<readonly string[]>;
  readonly limits: readonly Limit[];
}

/** What a vendor offers by way of a Business Associate Agreement, and what it takes to get it. */
export interface BaaTerms {
  /** `host` for self-hosted software: the cloud host's BAA is the one that counts. */
  readonly offered: Sourced<'yes' | 'no' | 'host' | 'unknown'>;
  readonly mechanism: Sourced<string>;
  /** Plans on which the vendor signs; empty for `host`. */
  readonly plans: Sourced<readonly string[]>;
  /** What the gate itself costs per month in USD; undefined where it is sold by quote. */
  readonly monthlyPrice: Sourced<string | undefined>;
  readonly covers: Sourced<readonly (ConsultFeature | 'video')[]>;
  readonly excludes: Sourced<readonly string[]>;
  /** Settings an attestation must confirm as done, by name. */
  readonly requiredSettings: Sourced<readonly string[]>;
}

export interface LicenceTerms {
  /** SPDX expression of what runs on the server; undefined where one only buys a service. */
  readonly server: Sourced<string | undefined>;
  /** SPDX expression, or `LicenseRef-…` for vendor terms. */
  readonly clientSdk: Sourced<string>;
}

/** Something that happened, or will, to the product itself. */
export interface LifecycleEvent {
  readonly kind:
    | 'announced-end'
    | 'extended'
    | 'rescinded'
    | 'ended'
    | 'pricing-changed'
    | 'acquired'
    | 'released';
  readonly on: Sourced<IsoDate | undefined>;
  readonly summary: string;
}

export interface Limit {
  readonly name: string;
  readonly value: Sourced<string>;
}
