import type { Deployment } from '@patchbay/contract';
import type { Attestation, CoveredFeature, VendorAttestation } from './attestation.ts';
import type { BaaQuestion } from './baa-question.ts';
import type { BaaCaution, BaaRecord, BaaRefusal } from './baa-verdict.ts';
import { cautionsOf } from './baa-cautions.ts';
import { bestOf, judgeAgreement } from './judge-agreement.ts';
import { uncoveredFeatures } from './uncovered-features.ts';

/** What the signed agreements for one deployment come to. `attestations` are those without a problem, by id. */
export interface AgreementFinding {
  readonly problems: readonly BaaRefusal[];
  readonly attestations: readonly string[];
  readonly cautions: readonly BaaCaution[];
}

/** Reads the vendor's own BAA, for a deployment whose vendor may sign one. */
export function vendorAgreement(
  { provider, attestations, now }: BaaQuestion,
  deployment: Deployment,
  features: readonly CoveredFeature[],
): AgreementFinding {
  const { manifest } = provider;
  const ours = { provider: manifest.id, deployment: deployment.id };
  const needs = { now, signer: manifest.name, deployment: deployment.name, features };
  const judged = attestations
    .filter(isVendors)
    .filter((each) => each.provider === ours.provider && each.deployment === ours.deployment)
    .map((attestation) => {
      const record: BaaRecord = { kind: 'vendor-attestation', id: attestation.id, ...ours };
      const problems = [
        ...judgeAgreement(attestation, record, needs),
        ...judgePlan(attestation, record, deployment),
        ...judgeSettings(attestation, record, deployment),
      ];
      return { attestation, problems };
    });
  const best = bestOf(judged);
  const terms = outsideTerms(ours, deployment, features);
  if (best === undefined)
    return { problems: [...missing(ours, deployment, features), ...terms], attestations: [], cautions: [] };
  const problems = [...best.problems, ...terms];
  const cautions = cautionsOf(deployment.baa, ['offered', 'plans', 'covers', 'requiredSettings']);
  return { problems, attestations: best.problems.length === 0 ? [best.attestation.id] : [], cautions };
}

const isVendors = (attestation: Attestation): attestation is VendorAttestation =>
  attestation.party === 'vendor';

function judgePlan(
  { id, plan }: VendorAttestation,
  record: BaaRecord,
  { name, baa: { offered, plans } }: Deployment,
): readonly BaaRefusal[] {
  // Where nothing is known of the vendor's terms, the signed document is all there is.
  const unknown = offered.value === 'unknown' && plans.value.length === 0;
  if (unknown || plans.value.some((eligible) => eligible.toLowerCase() === plan.toLowerCase())) return [];
  const eligible = plans.value.join(' or ') || 'none';
  const message = `Attestation ${id} is for the plan ${plan}, on which no BAA is signed for ${name}; eligible: ${eligible}. Move to an eligible plan and record it.`;
  return [{ code: 'plan-not-eligible', record, subject: plan, message }];
}

function judgeSettings(
  { id, settings }: VendorAttestation,
  record: BaaRecord,
  { name, baa }: Deployment,
): readonly BaaRefusal[] {
  return baa.requiredSettings.value
    .filter((required) => !settings.includes(required))
    .map((required) => ({
      code: 'required-setting-missing',
      record,
      subject: required,
      message: `Attestation ${id} does not confirm the setting "${required}" that the BAA for ${name} asks for: make the setting, then add it to the record's settings.`,
    }));
}

function outsideTerms(
  ours: { readonly provider: string; readonly deployment: string },
  { name, baa: { offered, covers } }: Deployment,
  features: readonly CoveredFeature[],
): readonly BaaRefusal[] {
  if (offered.value === 'unknown') return [];
  return features
    .filter((feature) => !covers.value.includes(feature))
    .map((feature) => ({
      code: 'feature-not-in-terms',
      record: { kind: 'manifest', ...ours },
      subject: feature,
      message: `The vendor's BAA terms for ${name} leave ${feature} out, as read in: ${covers.source}. Leave it out, or get it in writing and record a waiver.`,
    }));
}

function missing(
  ours: { readonly provider: string; readonly deployment: string },
  { name, baa }: Deployment,
  features: readonly CoveredFeature[],
): readonly BaaRefusal[] {
  const record: BaaRecord = { kind: 'vendor-attestation', id: undefined, ...ours };
  const first: BaaRefusal = {
    code: 'no-attestation',
    record,
    subject: undefined,
    message: `No BAA is on record for ${name}: have it signed (${baa.mechanism.value}) and record it under attestations with party "vendor", provider "${ours.provider}" and deployment "${ours.deployment}".`,
  };
  return [first, ...uncoveredFeatures(record, features, name)];
}
