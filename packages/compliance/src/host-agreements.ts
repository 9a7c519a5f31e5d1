import type { Deployment } from '@patchbay/contract';
import type { Attestation, CoveredFeature, HostAttestation } from './attestation.ts';
import type { BaaQuestion } from './baa-question.ts';
import type { BaaRecord, BaaRefusal } from './baa-verdict.ts';
import type { AgreementFinding } from './vendor-agreement.ts';
import { cautionsOf } from './baa-cautions.ts';
import { bestOf, judgeAgreement } from './judge-agreement.ts';
import { uncoveredFeatures } from './uncovered-features.ts';

/**
 * Reads the BAAs of everybody whose machines a self-hosted deployment runs on. Each of them has to cover the call and every
 * feature of the consult: nobody here knows which machine a recording touches.
 */
export function hostAgreements(
  question: BaaQuestion,
  deployment: Deployment,
  features: readonly CoveredFeature[],
): AgreementFinding {
  const hosts = [...new Set(question.provider.hosts)];
  if (hosts.length === 0)
    return { problems: unnamed(question, deployment, features), attestations: [], cautions: [] };
  const settings: string[] = [];
  const ids: string[] = [];
  const problems: BaaRefusal[] = [];
  for (const host of hosts) {
    const found = bestOfHost(question, deployment, host, features);
    problems.push(...found.problems);
    if (found.attestation === undefined) continue;
    settings.push(...found.attestation.settings);
    if (found.problems.length === 0) ids.push(found.attestation.id);
  }
  problems.push(...missingSettings(question, deployment, settings));
  return {
    problems,
    attestations: ids,
    cautions: cautionsOf(deployment.baa, ['offered', 'requiredSettings']),
  };
}

function bestOfHost(
  { attestations, now }: BaaQuestion,
  { name }: Deployment,
  host: string,
  features: readonly CoveredFeature[],
): { readonly attestation: HostAttestation | undefined; readonly problems: readonly BaaRefusal[] } {
  const judged = attestations
    .filter(isHosts)
    .filter((each) => each.host === host)
    .map((attestation) => {
      const record: BaaRecord = { kind: 'host-attestation', id: attestation.id, host };
      const needs = { now, signer: `the host ${host}`, deployment: name, features };
      return { attestation, problems: judgeAgreement(attestation, record, needs) };
    });
  return bestOf(judged) ?? { attestation: undefined, problems: missing(host, name, features) };
}

const isHosts = (attestation: Attestation): attestation is HostAttestation => attestation.party === 'host';

function missing(
  host: string,
  deployment: string,
  features: readonly CoveredFeature[],
): readonly BaaRefusal[] {
  const record: BaaRecord = { kind: 'host-attestation', id: undefined, host };
  const first: BaaRefusal = {
    code: 'no-attestation',
    record,
    subject: host,
    message: `No BAA is on record for the host ${host}, on whose machines ${deployment} runs: sign it with the host and record it under attestations with party "host" and host "${host}".`,
  };
  return [first, ...uncoveredFeatures(record, features, `the host ${host}`)];
}

function unnamed(
  { provider: { manifest } }: BaaQuestion,
  { id, name }: Deployment,
  features: readonly CoveredFeature[],
): readonly BaaRefusal[] {
  const record: BaaRecord = { kind: 'manifest', provider: manifest.id, deployment: id };
  const first: BaaRefusal = {
    code: 'host-not-named',
    record,
    subject: undefined,
    message: `${name} runs on machines that nobody named: list the cloud host and the TURN host under hosts for "${manifest.id}", then record the BAA of each.`,
  };
  return [first, ...uncoveredFeatures(record, features, `the hosts of ${name}`)];
}

function missingSettings(
  { provider: { manifest } }: BaaQuestion,
  { id, name, baa }: Deployment,
  confirmed: readonly string[],
): readonly BaaRefusal[] {
  return baa.requiredSettings.value
    .filter((required) => !confirmed.includes(required))
    .map((required) => ({
      code: 'required-setting-missing',
      record: { kind: 'manifest', provider: manifest.id, deployment: id },
      subject: required,
      message: `No host attestation confirms the setting "${required}" that ${name} asks for: make the setting, then add it to a record's settings.`,
    }));
}
