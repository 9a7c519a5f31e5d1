import {
  type EvidenceRefusal,
  type EvidenceResult,
  heartbeatEvidence,
  type Ledger,
  observationEvidence,
} from '@patchbay/metering';
import type { ProviderId, ProviderObservation } from '@patchbay/contract';
import type { ConsultStore } from '../consults/consult-store.ts';
import type { Metrics } from '../observation/metrics.ts';
import type { MeteringSubject } from '../security/metering-token.ts';

/** What became of one fact that was offered to the ledger. */
export type EvidenceOutcome = 'recorded' | 'duplicate' | 'unknown-room' | EvidenceRefusal;

/** The road into the ledger. When a call resolves, everything it calls recorded is on disk. */
export interface EvidenceRecorder {
  /** One outcome per heartbeat, in order; undefined when the subject is nobody this server gave a ticket to. */
  heartbeats(
    subject: MeteringSubject,
    heartbeats: readonly unknown[],
    receivedAt: number,
  ): Promise<readonly EvidenceOutcome[] | undefined>;
  /** One outcome per observation, in order. What belongs to no consult of that provider is counted and dropped. */
  observations(
    provider: ProviderId,
    observations: readonly ProviderObservation[],
    receivedAt: number,
  ): Promise<readonly EvidenceOutcome[]>;
}

export interface EvidenceRecorderParts {
  readonly ledger: Ledger;
  readonly consults: ConsultStore;
  readonly metrics: Metrics;
}

export function createEvidenceRecorder({
  ledger,
  consults,
  metrics,
}: EvidenceRecorderParts): EvidenceRecorder {
  const record = async (
    results: readonly (EvidenceResult | 'unknown-room')[],
    sources: readonly string[],
  ): Promise<readonly EvidenceOutcome[]> => {
    const rows = results.flatMap((result) =>
      result !== 'unknown-room' && result.accepted ? [result.evidence] : [],
    );
    const fresh = new Set(rows.length === 0 ? [] : (await ledger.append(rows)).accepted);
    const outcomes = results.map((result): EvidenceOutcome => {
      if (result === 'unknown-room') return result;
      if (!result.accepted) return result.reason;
      // `delete`, so that the same fact twice in one call is recorded once.
      return fresh.delete(result.evidence.id) ? 'recorded' : 'duplicate';
    });
    for (const [index, outcome] of outcomes.entries())
      metrics.evidence.inc({ source: sources[index] ?? '', outcome });
    return outcomes;
  };

  const evidenceOf = (
    provider: ProviderId,
    observation: ProviderObservation,
    receivedAt: number,
  ): EvidenceResult | 'unknown-room' => {
    const consult = consults.findByRoom(provider, observation.room);
    if (consult === undefined) return 'unknown-room';
    const { participant } = observation;
    const person = participant === undefined ? undefined : consults.personIn(consult.id, participant);
    const context = { tenant: consult.tenant, consultId: consult.id, provider, person, receivedAt };
    return observationEvidence(observation, context);
  };

  return {
    heartbeats: async ({ consultId, provider, participant, issuedAt }, heartbeats, receivedAt) => {
      const tenant = consults.find(consultId)?.tenant;
      const person = consults.personIn(consultId, participant);
      if (tenant === undefined || person === undefined) return undefined;
      const claims = { tenant, consultId, provider, person, issuedAt };
      return record(
        heartbeats.map((heartbeat) => heartbeatEvidence(claims, heartbeat, receivedAt)),
        heartbeats.map(() => 'heartbeat'),
      );
    },
    observations: (provider, observations, receivedAt) =>
      record(
        observations.map((observation) => evidenceOf(provider, observation, receivedAt)),
        observations.map(({ source }) => source),
      ),
  };
}
