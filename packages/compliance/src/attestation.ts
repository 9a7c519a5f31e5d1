import type { ConsultFeature, IsoDate, ProviderId } from '@patchbay/contract';

/** What a signed agreement covers: the call itself, or a feature of it. */
export type CoveredFeature = ConsultFeature | 'video';

interface SignedAgreement {
  /** Unique among the attestations; letters, digits and `._:/-` only, for it is written to the audit trail. */
  readonly id: string;
  readonly signedOn: IsoDate;
  /** The first day on which it is in force, a UTC day. */
  readonly effective: IsoDate;
  /** The last day on which it is in force, a UTC day. For an agreement without an end: the day of its next review. */
  readonly expires: IsoDate;
  readonly covers: readonly CoveredFeature[];
  /** Required settings confirmed as done, by the names the manifest gives them. */
  readonly settings: readonly string[];
  /** Where the signed document is kept; never the document. */
  readonly documentReference: string;
  readonly verifiedBy: string;
  readonly verifiedOn: IsoDate;
}

/** A BAA signed by the vendor of a managed deployment. */
export interface VendorAttestation extends SignedAgreement {
  readonly party: 'vendor';
  readonly provider: ProviderId;
  /** The deployment's id in the provider's manifest. */
  readonly deployment: string;
  /** The plan that was bought, by the name the manifest gives it. */
  readonly plan: string;
}

/** A BAA signed by whoever runs the machines that self-hosted media passes: a cloud host, a TURN host. */
export interface HostAttestation extends SignedAgreement {
  readonly party: 'host';
  /** The host's name as the deployment's `hosts` lists it, e.g. `aws`. */
  readonly host: string;
}

/** The record that a BAA was signed and read: never a mere yes. */
export type Attestation = VendorAttestation | HostAttestation;
