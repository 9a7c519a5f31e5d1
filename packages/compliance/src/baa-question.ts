import type { ConsultFeature, ProviderManifest } from '@patchbay/contract';
import type { Attestation } from './attestation.ts';
import type { Waiver } from './waiver.ts';

/** All that the BAA gate looks at. */
export interface BaaQuestion {
  /** PHI unless `phi` is `false`: leaving it out means PHI. */
  readonly consult: { readonly phi?: boolean | undefined; readonly features: readonly ConsultFeature[] };
  readonly provider: {
    readonly manifest: ProviderManifest;
    readonly deploymentId: string;
    /** Self-hosted deployments: whose machines media passes (cloud, TURN), by the names that host attestations use. */
    readonly hosts?: readonly string[] | undefined;
  };
  readonly attestations: readonly Attestation[];
  readonly waivers: readonly Waiver[];
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}
