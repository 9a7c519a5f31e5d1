import type { ConsultId, Evidence } from '@patchbay/contract';
import { billableConnections, type WitnessOptions } from './billable-connections.ts';
import { carriedUsage } from './carried-usage.ts';
import { carriedOf } from './carried-within.ts';
import { compareBy } from './compare-by.ts';
import { evidenceUses, type EvidenceUses } from './evidence-uses.ts';
import { foldPresence } from './fold-presence.ts';
import { personLabels } from './person-labels.ts';
import type { ExplainedEvidence, PersonLabel, PresenceExplanation } from './presence-explanation.ts';
import type { FoldOptions } from './presence-interval.ts';
import { presenceOfPersons } from './presence-of-persons.ts';
import { setAsideReason } from './set-aside-reason.ts';
import { uniqueEvidence } from './unique-evidence.ts';

/**
 * Which evidence made which interval of one tenant's consult, and which made nothing and why. The intervals and persons are
 * those of `billableConnections` and `presenceOfPersons`; keys are left out. Pure, as the fold is.
 */
export function explainPresence(
  of: { readonly tenant: string; readonly consultId: ConsultId },
  evidence: readonly Evidence[],
  options: FoldOptions & WitnessOptions,
): PresenceExplanation {
  const rows = uniqueEvidence(evidence).filter(
    ({ tenant, consultId }) => tenant === of.tenant && consultId === of.consultId,
  );
  const intervals = foldPresence(rows, { ...options, explain: true });
  const connections = billableConnections(intervals, options);
  const persons = presenceOfPersons(intervals, options);
  const labelOf = personLabels(connections, rows);
  const uses = evidenceUses(rows, intervals, connections);
  return {
    ...of,
    asOf: options.now,
    intervals: connections.map(({ proofs, person, ...connection }, index) => ({
      ...connection,
      person: labelOf(person),
      startEvidence: idsOf(proofs?.start ?? []),
      endEvidence: idsOf(proofs?.end ?? []),
      evidenceRows: [...uses.values()].filter((of) => of.uses.some(({ interval }) => interval === index))
        .length,
      carried: carriedUsage(carriedOf([connection]), connection.end - connection.start),
    })),
    persons: persons.map(({ person, providers, spans, seconds, errorBoundSeconds, open }) => ({
      person: labelOf(person) ?? '',
      providers,
      spans,
      seconds,
      errorBoundSeconds,
      open,
    })),
    evidence: rows.map((row) => explained(row, uses.get(row), rows, labelOf)).sort(byTime),
  };
}

const byTime = compareBy<ExplainedEvidence>(
  ({ placedAt }) => placedAt,
  ({ evidence }) => evidence.beat?.sequence ?? -1,
  ({ evidence }) => evidence.id,
);

const idsOf = (rows: readonly Evidence[]): readonly string[] => rows.map(({ id }) => id);

function explained(
  { person, ...row }: Evidence,
  known: EvidenceUses | undefined,
  rows: readonly Evidence[],
  labelOf: (person: string | undefined) => PersonLabel | undefined,
): ExplainedEvidence {
  const placedAt = known?.placedAt ?? row.at;
  const uses = known?.uses ?? [];
  return {
    evidence: { ...row, person: labelOf(person) },
    placedAt,
    skew: row.source === 'heartbeat' ? row.at - placedAt : undefined,
    uses,
    setAside: uses.length === 0 ? setAsideReason(row, rows) : undefined,
  };
}
