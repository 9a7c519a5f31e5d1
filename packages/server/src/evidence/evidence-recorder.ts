import {
  type CarriedRefusal,
  type EvidenceRefusal,
  type EvidenceResult,
  heartbeatEvidence,
  observationEvidence,
} from '@patchbay/metering';
import type { ProviderId, ProviderObservation } from '@patchbay/contract';
import type { ConsultStore } from '../consults/consult-store.ts';
import type { Metrics } from '../observation/metrics.ts';
import { Problem } from '../problem.ts';
import type { MeteringSubject } from '../security/metering-token.ts';
import { askOnce } from './ask-once.ts';
import { createEvidenceWriter } from './evidence-writer.ts';
import type { LedgerBuffer } from './ledger-buffer.ts';

/** The last heartbeats come late, but not later than the longest lease: by then they would claim time after the end. */
const heartbeatsAfterEnd = 900_000;

/** What became of one fact that was offered to the ledger. */
export type EvidenceOutcome = 'recorded' | 'duplicate' | 'unknown-room' | EvidenceRefusal;

/** And of one heartbeat: what it says that it carried may have been set aside, whatever became of its presence. */
export interface HeartbeatOutcome {
  readonly outcome: EvidenceOutcome;
  readonly setAside?: CarriedRefusal;
}

/** The road into the ledger. When a call resolves, everything it calls recorded is on disk. */
export interface EvidenceRecorder {
  /**
   * One outcome per heartbeat, in order; undefined when the subject is nobody this server gave a ticket to. Rejects with
   * `ticket-replayed` when the consult has been over for so long that the ticket can only be a copy.
   */
  heartbeats(
    subject: MeteringSubject,
    heartbeats: readonly unknown[],
    receivedAt: number,
  ): Promise<readonly HeartbeatOutcome[] | undefined>;
  /** One outcome per observation, in order. What belongs to no consult of that provider is counted and dropped. */
  observations(
    provider: ProviderId,
    observations: readonly ProviderObservation[],
    receivedAt: number,
  ): Promise<readonly EvidenceOutcome[]>;
}

export interface EvidenceRecorderParts {
  readonly ledger: LedgerBuffer;
  readonly consults: ConsultStore;
  readonly metrics: Metrics;
}

export function createEvidenceRecorder({
  ledger,
  consults,
  metrics,
}: EvidenceRecorderParts): EvidenceRecorder {
  const record = createEvidenceWriter<'unknown-room'>({ ledger, metrics });

  const evidenceOf = async (
    provider: ProviderId,
    observation: ProviderObservation,
    receivedAt: number,
    { findByRoom, personIn }: Pick<ConsultStore, 'findByRoom' | 'personIn'>,
  ): Promise<EvidenceResult | 'unknown-room'> => {
    const consult = await findByRoom(provider, observation.room);
    if (consult === undefined) return 'unknown-room';
    const { participant } = observation;
    const person = participant === undefined ? undefined : await personIn(consult.id, participant);
    const { tenant, id: consultId, createdAt: consultCreatedAt } = consult;
    const context = { tenant, consultId, provider, person, receivedAt, consultCreatedAt };
    return observationEvidence(observation, context);
  };

  return {
    heartbeats: async ({ consultId, provider, participant, issuedAt }, heartbeats, receivedAt) => {
      const [consult, person] = await Promise.all([
        consults.find(consultId),
        consults.personIn(consultId, participant),
      ]);
      if (consult === undefined || person === undefined) return undefined;
      if (consult.endedAt !== undefined && receivedAt > consult.endedAt + heartbeatsAfterEnd) {
        throw new Problem('ticket-replayed', 'The consult of this ticket is long over.');
      }
      const claims = { tenant: consult.tenant, consultId, provider, person, issuedAt };
      const read = heartbeats.map((heartbeat) => heartbeatEvidence(claims, heartbeat, receivedAt));
      const outcomes = await record(
        read,
        heartbeats.map(() => 'heartbeat'),
      );
      return outcomes.map((outcome, index) => {
        const result = read[index];
        if (result?.accepted !== true || result.setAside === undefined) return { outcome };
        metrics.carriedSetAside.inc({ reason: result.setAside });
        return { outcome, setAside: result.setAside };
      });
    },
    observations: async (provider, observations, receivedAt) => {
      const known = { findByRoom: askOnce(consults.findByRoom), personIn: askOnce(consults.personIn) };
      return record(
        await Promise.all(
          observations.map((observation) => evidenceOf(provider, observation, receivedAt, known)),
        ),
        observations.map(({ source }) => source),
      );
    },
  };
}
