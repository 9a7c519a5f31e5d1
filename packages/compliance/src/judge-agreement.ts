import type { Attestation, CoveredFeature } from './attestation.ts';
import type { BaaRecord, BaaRefusal } from './baa-verdict.ts';
import { type DayState, dayState } from './day-state.ts';

/** What a signed agreement has to bring. */
export interface AgreementNeeds {
  readonly now: number;
  /** Who signs, in words. */
  readonly signer: string;
  /** Where the consult would run, in words. */
  readonly deployment: string;
  readonly features: readonly CoveredFeature[];
}

/** What is wrong with a record for what is needed: its days and what it covers. */
export function judgeAgreement(
  attestation: Attestation,
  record: BaaRecord,
  { now, signer, deployment, features }: AgreementNeeds,
): readonly BaaRefusal[] {
  const { id, signedOn, verifiedOn, effective, expires, covers } = attestation;
  const state = dayState(now, [signedOn, verifiedOn, effective], expires);
  const problems: BaaRefusal[] = [];
  const say = (code: BaaRefusal['code'], subject: string | undefined, message: string): void => {
    problems.push({ code, record, subject, message });
  };
  reportDays(state, () => ({ id, signer, effective, expires }), say);
  for (const feature of features.filter((feature) => !covers.includes(feature))) {
    say(
      'feature-not-covered',
      feature,
      `The BAA of ${signer} (attestation ${id}) does not cover ${feature}: leave it out on ${deployment}, or have the agreement and its record extended.`,
    );
  }
  return problems;
}

function reportDays(
  state: DayState,
  of: () => { id: string; signer: string; effective: string; expires: string },
  say: (code: BaaRefusal['code'], subject: string | undefined, message: string) => void,
): void {
  const { id, signer, effective, expires } = of();
  switch (state) {
    case 'in-force':
      return;
    case 'malformed':
      say(
        'attestation-malformed',
        undefined,
        `Attestation ${id} has a date that is not a calendar day: correct the record.`,
      );
      return;
    case 'not-yet':
      say(
        'not-yet-in-force',
        effective,
        `The BAA of ${signer} (attestation ${id}) is not signed, verified and effective yet: wait, or correct its dates.`,
      );
      return;
    case 'over':
      say(
        'expired',
        expires,
        `The BAA of ${signer} (attestation ${id}) ended on ${expires}: renew it and record the new agreement.`,
      );
  }
}

export interface Judged<Record extends Attestation> {
  readonly attestation: Record;
  readonly problems: readonly BaaRefusal[];
}

/** The record with the fewest problems; among equals the one that lasts longest. */
export function bestOf<Record extends Attestation>(
  judged: readonly Judged<Record>[],
): Judged<Record> | undefined {
  const ranked = [...judged].sort(
    (a, b) =>
      a.problems.length - b.problems.length || (a.attestation.expires < b.attestation.expires ? 1 : -1),
  );
  return ranked[0];
}
