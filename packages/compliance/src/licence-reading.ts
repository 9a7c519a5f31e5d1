import type { Distribution } from './licence-question.ts';
import type { LicenceFamily } from './licence-family.ts';
import type { LicenceFinding } from './licence-verdict.ts';

export type Reading = Pick<LicenceFinding, 'verdict' | 'code' | 'message'>;

/** What a licence of some family means for a product that is shipped in some way. */
export function readFamily(family: LicenceFamily, licence: string, distribution: Distribution): Reading {
  switch (family) {
    case 'permissive':
      return { verdict: 'allow', code: 'permissive', message: `${licence} asks for its notice to be kept.` };
    case 'weak-copyleft':
      return {
        verdict: 'allow',
        code: 'weak-copyleft',
        message: `${licence} asks that changes to the component itself are published; the product around it stays as it is.`,
      };
    case 'copyleft':
      return readCopyleft(licence, distribution);
    case 'network-copyleft':
      return readNetworkCopyleft(licence, distribution);
    case 'vendor-terms':
      return {
        verdict: 'warn',
        code: 'vendor-terms',
        message: `${licence} stands for the vendor's own terms: read them and record the acceptance under acceptedLicences.`,
      };
    case 'unclassified':
      return {
        verdict: 'refuse',
        code: 'unclassified',
        message: `${licence} is on no list of classified licences: read it and record the acceptance under acceptedLicences, or take another component.`,
      };
  }
}

function readCopyleft(licence: string, { model, delivery, spdx }: Distribution): Reading {
  if (model === 'open-source') {
    const same = spdx !== undefined && spdx === licence;
    return {
      verdict: same ? 'allow' : 'warn',
      code: 'copyleft-in-open-source',
      message: same
        ? `${licence} is the product's own licence.`
        : `${licence} goes on with every copy of the component: check that the product's own licence (${spdx ?? 'not stated'}) is compatible.`,
    };
  }
  if (delivery === 'hosted') {
    return {
      verdict: 'allow',
      code: 'copyleft-hosted',
      message: `${licence} begins with distribution, and only the operator runs this product: allowed as long as no copy of the component is handed on.`,
    };
  }
  return {
    verdict: 'refuse',
    code: 'copyleft-distributed',
    message: `${licence} asks a product that ships it to be opened: buy the component's commercial licence and record it under acceptedLicences, or take another component.`,
  };
}

function readNetworkCopyleft(licence: string, { model }: Distribution): Reading {
  if (model === 'open-source') {
    return {
      verdict: 'warn',
      code: 'copyleft-in-open-source',
      message: `${licence} asks that users over a network are offered the source: check that they are, and that the product's licence is compatible.`,
    };
  }
  return {
    verdict: 'refuse',
    code: 'network-copyleft',
    message: `${licence} asks for the source to be offered to everyone who uses it over a network, hosted or not: buy a commercial licence and record it under acceptedLicences, or take another component.`,
  };
}
