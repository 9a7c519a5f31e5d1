import { askGates, type GateVerdicts, type PatchbayConfig } from '@patchbay/server';
import { type Candidate, graveFor } from './candidate.ts';
import type { Finding } from './finding.ts';

/** What the gates say of a consult with PHI, video only, on this provider now. Pure. */
export function gateFindings(
  candidate: Candidate,
  compliance: PatchbayConfig['compliance'],
  now: number,
): readonly Finding[] {
  const { descriptor, deployment, id } = candidate;
  if (deployment === undefined) return [];
  const verdicts = askGates({ phi: true, features: [] }, { descriptor, deployment }, compliance, now);
  const subject = `${id}/${deployment.id}`;
  const refusals = verdicts.reasons.map((reason): Finding => ({
    check: reason.gate === 'baa' ? 'baa-gate' : 'licence-gate',
    subject,
    state: graveFor(candidate, 'failed'),
    code: reason.code,
    message: reason.message,
    reason,
  }));
  const baa = refusals.filter(({ check }) => check === 'baa-gate');
  const licence = refusals.filter(({ check }) => check === 'licence-gate');
  return [...baa, ...baaAllowed(verdicts, subject), ...licence, ...licenceRead(verdicts, subject)];
}

function baaAllowed({ baa }: GateVerdicts, subject: string): readonly Finding[] {
  if (baa.verdict === 'refuse') return [];
  const about = { check: 'baa-gate', subject } as const;
  const { basis } = baa;
  switch (basis.kind) {
    case 'non-phi':
      return [];
    case 'attestation': {
      const message = `A consult with PHI is allowed by ${basis.attestations.join(', ')}.`;
      return [{ ...about, state: 'ok', code: 'attested', message }, ...cautions(basis.cautions, subject)];
    }
    case 'waiver': {
      const waived = basis.waived.map(({ code }) => code).join(', ');
      const message = `A consult with PHI is allowed only by the waiver ${basis.waivers.join(', ')} of: ${waived}.`;
      return [{ ...about, state: 'amber', code: 'waived', message }, ...cautions(basis.cautions, subject)];
    }
  }
}

const cautions = (
  found: readonly { readonly term: string; readonly confidence: string; readonly source: string }[],
  subject: string,
): readonly Finding[] =>
  found.map(({ term, confidence, source }) => ({
    check: 'baa-gate',
    subject,
    state: 'amber',
    code: 'term-not-from-vendor',
    message: `The verdict rests on the term "${term}", which is ${confidence}: ${source}`,
  }));

function licenceRead({ licence }: GateVerdicts, subject: string): readonly Finding[] {
  return licence.findings.flatMap(({ verdict, code, part, message }): readonly Finding[] =>
    verdict === 'refuse'
      ? []
      : [
          {
            check: 'licence-gate',
            subject,
            state: verdict === 'warn' ? 'amber' : 'ok',
            code,
            message: `${part}: ${message}`,
          },
        ],
  );
}
