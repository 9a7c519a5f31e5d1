import {
  type BaaRefusal,
  type BaaVerdict,
  decideBaa,
  decideLicence,
  type LicenceFindingCode,
  type LicenceVerdict,
} from '@patchbay/compliance';
import type { ConsultFeature } from '@patchbay/contract';
import type { RunningBackend } from '../backends/backend-registry.ts';
import type { PatchbayConfig } from '../config/patchbay-config.ts';

/** Why a gate says no, for machines; the message says what to do. */
export type GateReason =
  | ({ readonly gate: 'baa' } & BaaRefusal)
  | {
      readonly gate: 'licence';
      readonly code: LicenceFindingCode;
      readonly part: 'server' | 'client-sdk';
      readonly licence: string | undefined;
      readonly message: string;
    };

export interface GateVerdicts {
  readonly baa: BaaVerdict;
  readonly licence: LicenceVerdict;
  /** Empty when both allow. */
  readonly reasons: readonly GateReason[];
}

/** Both gates over one provider for one consult. Pure. */
export function askGates(
  consult: { readonly phi: boolean; readonly features: readonly ConsultFeature[] },
  { descriptor, deployment }: Pick<RunningBackend, 'descriptor' | 'deployment'>,
  { product, attestations, waivers, acceptedLicences, hosts }: PatchbayConfig['compliance'],
  now: number,
): GateVerdicts {
  const { manifest } = descriptor;
  const baa = decideBaa({
    consult,
    provider: { manifest, deploymentId: deployment.id, hosts: hosts[manifest.id] },
    attestations,
    waivers,
    now,
  });
  const licence = decideLicence({
    provider: manifest.id,
    distribution: product,
    licence: manifest.licence,
    runsServer: deployment.kind === 'self-hosted',
    accepted: acceptedLicences,
  });
  const reasons: GateReason[] = [];
  if (baa.verdict === 'refuse')
    reasons.push(...baa.reasons.map((reason) => ({ gate: 'baa' as const, ...reason })));
  for (const { verdict, code, part, licence: text, message } of licence.findings) {
    if (verdict === 'refuse') reasons.push({ gate: 'licence', code, part, licence: text, message });
  }
  return { baa, licence, reasons };
}
