import type { Deployment } from '@patchbay/contract';
import type { CoveredFeature } from './attestation.ts';
import type { BaaQuestion } from './baa-question.ts';
import type { BaaRecord, BaaRefusal, BaaVerdict } from './baa-verdict.ts';
import { type AgreementFinding, vendorAgreement } from './vendor-agreement.ts';
import { applyWaivers } from './apply-waivers.ts';
import { hostAgreements } from './host-agreements.ts';
import { uncoveredFeatures } from './uncovered-features.ts';

/**
 * Whether a consult may run on a deployment. Pure: the same question has the same verdict. A consult with PHI is allowed only
 * by attestations in force for everything it needs, or by a waiver in force for each refusal that remains.
 */
export function decideBaa(question: BaaQuestion): BaaVerdict {
  const { consult, provider } = question;
  if (consult.phi === false) return { verdict: 'allow', basis: { kind: 'non-phi' } };
  const deployment = provider.manifest.deployments.find(({ id }) => id === provider.deploymentId);
  if (deployment === undefined) return { verdict: 'refuse', reasons: [unknownDeployment(question)] };
  const features: readonly CoveredFeature[] = [...new Set<CoveredFeature>(['video', ...consult.features])];
  const finding = agreementOf(question, deployment, features);
  const { attestations, cautions } = finding;
  const [reason, ...others] = finding.problems;
  if (reason === undefined)
    return { verdict: 'allow', basis: { kind: 'attestation', attestations, cautions } };
  const { standing, waived, waivers, lapsed } = applyWaivers(question, [reason, ...others]);
  const [first, ...rest] = standing;
  if (first !== undefined) return { verdict: 'refuse', reasons: [first, ...rest, ...lapsed] };
  return { verdict: 'allow', basis: { kind: 'waiver', waivers, waived, attestations, cautions } };
}

function agreementOf(
  question: BaaQuestion,
  deployment: Deployment,
  features: readonly CoveredFeature[],
): AgreementFinding {
  switch (deployment.baa.offered.value) {
    case 'host':
      return hostAgreements(question, deployment, features);
    case 'yes':
    case 'unknown':
      return vendorAgreement(question, deployment, features);
    case 'no':
      return { problems: notOffered(question, deployment, features), attestations: [], cautions: [] };
  }
}

function notOffered(
  { provider: { manifest } }: BaaQuestion,
  { id, name, baa }: Deployment,
  features: readonly CoveredFeature[],
): readonly BaaRefusal[] {
  const record: BaaRecord = { kind: 'manifest', provider: manifest.id, deployment: id };
  const first: BaaRefusal = {
    code: 'baa-not-offered',
    record,
    subject: undefined,
    message: `No BAA is signed for ${name}: choose another deployment or provider. ${baa.mechanism.value}`,
  };
  return [first, ...uncoveredFeatures(record, features, name)];
}

const unknownDeployment = ({ provider: { manifest, deploymentId } }: BaaQuestion): BaaRefusal => ({
  code: 'deployment-unknown',
  record: { kind: 'manifest', provider: manifest.id, deployment: deploymentId },
  subject: deploymentId,
  message: `${manifest.name} has no deployment "${deploymentId}": choose one of ${manifest.deployments.map(({ id }) => id).join(', ')}.`,
});
