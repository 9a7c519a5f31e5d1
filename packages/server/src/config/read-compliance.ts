import {
  type ConfigProblem,
  type Distribution,
  type Parsed,
  parseAcceptedLicences,
  parseAttestations,
  parseDistribution,
  parseWaivers,
} from '@patchbay/compliance';
import type { ProviderBackendDescriptor } from '@patchbay/contract';
import type { ConfigIssue } from './config-error.ts';
import type { ParsedConfig } from './config-schema.ts';
import type { PatchbayConfig } from './patchbay-config.ts';

/** The strictest reading of the licences, where nothing is said. */
const strictest: Distribution = { model: 'closed', delivery: 'distributed' };

interface Compliance {
  readonly value: PatchbayConfig['compliance'];
  readonly issues: readonly ConfigIssue[];
}

/** The records that the gates read, or what is wrong with them. */
export function readCompliance(
  { product, attestations, waivers, acceptedLicences, hosts }: ParsedConfig['compliance'],
  installed: readonly ProviderBackendDescriptor[],
): Compliance {
  const issues: ConfigIssue[] = [];
  const read = <Value>(parsed: Parsed<Value>, otherwise: Value): Value => {
    if (parsed.ok) return parsed.value;
    issues.push(...parsed.problems.map(issueOf));
    return otherwise;
  };
  const known = installed.map(({ manifest }) => manifest.id);
  for (const id of Object.keys(hosts).filter((id) => !known.includes(id))) {
    const message = `There is no such provider installed. Choose one of: ${known.join(', ')}.`;
    issues.push({ code: 'unknown-provider', path: `compliance.hosts.${id}`, message, env: undefined });
  }
  const value = {
    product:
      product === undefined ? strictest : read(parseDistribution(product, 'compliance.product'), strictest),
    attestations: read(parseAttestations(attestations, 'compliance.attestations'), []),
    waivers: read(parseWaivers(waivers, 'compliance.waivers'), []),
    acceptedLicences: read(parseAcceptedLicences(acceptedLicences, 'compliance.acceptedLicences'), []),
    hosts,
  };
  return { value, issues };
}

const issueOf = ({ path, message }: ConfigProblem): ConfigIssue => ({
  code: 'wrong-value',
  path,
  message,
  env: undefined,
});
