import type { Json, ProviderId } from '@patchbay/contract';
import type { BaaBasis, BaaRefusal, BaaVerdict } from './baa-verdict.ts';
import { codeOf } from './code-text.ts';

/** The payload of a `gate-verdict` row: codes and record ids, no sentence. */
export function auditPayloadOf(verdict: BaaVerdict, provider: ProviderId, deployment: string): Json {
  const where = {
    gate: 'baa',
    provider: codeOf(provider),
    deployment: codeOf(deployment),
    verdict: verdict.verdict,
  };
  return verdict.verdict === 'allow'
    ? { ...where, ...basis(verdict.basis) }
    : { ...where, reasons: verdict.reasons.map(refusal) };
}

function basis(basis: BaaBasis): { readonly [key: string]: Json } {
  switch (basis.kind) {
    case 'non-phi':
      return { basis: 'non-phi' };
    case 'attestation':
      return { basis: 'attestation', attestations: basis.attestations.map(codeOf) };
    case 'waiver':
      return {
        basis: 'waiver',
        waivers: basis.waivers.map(codeOf),
        waived: basis.waived.map(refusal),
        attestations: basis.attestations.map(codeOf),
      };
  }
}

function refusal({ code, record, subject }: BaaRefusal): Json {
  const id = 'id' in record ? record.id : undefined;
  return {
    code,
    record: record.kind,
    ...(id === undefined ? {} : { id: codeOf(id) }),
    ...(subject === undefined ? {} : { subject: codeOf(subject) }),
  };
}
