import type { ProviderId } from '@patchbay/contract';

/** Why a PHI consult gets no ticket. Stable; meant for machines. */
export type BaaRefusalCode =
  /** The provider's manifest has no such deployment. */
  | 'deployment-unknown'
  /** The vendor signs no BAA. */
  | 'baa-not-offered'
  /** The self-hosted deployment does not say whose machines it runs on. */
  | 'host-not-named'
  /** No record of a signed BAA of that vendor deployment, or of that host. */
  | 'no-attestation'
  /** A date of the record is not a calendar day. */
  | 'attestation-malformed'
  /** Signed, verified or effective only later. */
  | 'not-yet-in-force'
  | 'expired'
  /** The vendor signs no BAA on the attested plan. */
  | 'plan-not-eligible'
  /** A setting that the vendor requires is not confirmed in the record. */
  | 'required-setting-missing'
  /** The signed agreement does not list the feature. */
  | 'feature-not-covered'
  /** The vendor's terms, as the manifest has them, leave the feature out, whatever the record says. */
  | 'feature-not-in-terms'
  /** There is a waiver for this, and its days are over or have not begun. Comes beside the refusal it would waive. */
  | 'waiver-not-in-force';

/** The record that is missing or failing. */
export type BaaRecord =
  | {
      readonly kind: 'vendor-attestation';
      /** Undefined when there is none. */
      readonly id: string | undefined;
      readonly provider: ProviderId;
      readonly deployment: string;
    }
  | { readonly kind: 'host-attestation'; readonly id: string | undefined; readonly host: string | undefined }
  | { readonly kind: 'waiver'; readonly id: string }
  | { readonly kind: 'manifest'; readonly provider: ProviderId; readonly deployment: string };

export interface BaaRefusal {
  readonly code: BaaRefusalCode;
  readonly record: BaaRecord;
  /** The plan, setting, feature or host concerned, where there is one. */
  readonly subject: string | undefined;
  /** One sentence that says what to do. No names of people. */
  readonly message: string;
}

/** What an allow rests on. */
export type BaaBasis =
  /** The consult was declared free of PHI. */
  | { readonly kind: 'non-phi' }
  /** Attestations in force, by id. */
  | {
      readonly kind: 'attestation';
      readonly attestations: readonly string[];
      readonly cautions: readonly BaaCaution[];
    }
  /** Waivers in force, by id, with the refusals they set aside. */
  | {
      readonly kind: 'waiver';
      readonly waivers: readonly string[];
      readonly waived: readonly BaaRefusal[];
      readonly attestations: readonly string[];
      readonly cautions: readonly BaaCaution[];
    };

/** A term of the manifest that the verdict used and that was not read on the vendor's own page: shown amber. */
export interface BaaCaution {
  readonly term: 'offered' | 'plans' | 'covers' | 'requiredSettings';
  readonly confidence: 'third-party' | 'assumed';
  readonly source: string;
}

export type BaaVerdict =
  | { readonly verdict: 'allow'; readonly basis: BaaBasis }
  | { readonly verdict: 'refuse'; readonly reasons: readonly [BaaRefusal, ...BaaRefusal[]] };
