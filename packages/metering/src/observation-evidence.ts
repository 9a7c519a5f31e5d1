import type { ConsultId, ProviderId, ProviderObservation } from '@patchbay/contract';
import { evidenceId, type Fact } from './evidence-id.ts';
import type { EvidenceRefusal, EvidenceResult } from './evidence-result.ts';

/** What the server knows of an observation that the provider does not. */
export interface ObservationContext {
  readonly tenant: string;
  readonly consultId: ConsultId;
  readonly provider: ProviderId;
  /** Keyed hash; undefined for the room's own events. */
  readonly person: string | undefined;
  /** The server's clock, milliseconds since the Unix epoch. */
  readonly receivedAt: number;
  /** When the consult was created by the server's clock, milliseconds since the Unix epoch; not looked at when left out. */
  readonly consultCreatedAt?: number;
}

/** A server's clock is kept: what lies further ahead, or years back, is a wrong unit (seconds, microseconds). */
const clockSkew = 300_000;
const oldest = 400 * 86_400_000;
const longestConnectionId = 256;

/**
 * What a provider's server half saw, as a ledger row, or why not. The room's name and the vendor's participant id are
 * left behind. Being late is no reason: vendors tell of their usage up to weeks afterwards.
 */
export function observationEvidence(
  observation: ProviderObservation,
  context: ObservationContext,
): EvidenceResult {
  const reason = refusalOf(observation, context);
  if (reason !== undefined) {
    return { accepted: false, reason };
  }
  const ofRoom = isOfRoom(observation);
  const fact: Fact = {
    kind: observation.kind,
    source: observation.source,
    provider: context.provider,
    tenant: context.tenant,
    consultId: context.consultId,
    person: ofRoom ? undefined : context.person,
    connection: observation.connection,
    participantClass: observation.participantClass,
    at: Math.round(observation.at),
    precision: Math.ceil(observation.precision),
  };
  return {
    accepted: true,
    evidence: { id: evidenceId(fact), ...fact, receivedAt: Math.round(context.receivedAt) },
  };
}

const isOfRoom = (observation: ProviderObservation): boolean =>
  observation.kind === 'room-started' || observation.kind === 'room-ended';

function refusalOf(
  observation: ProviderObservation,
  { receivedAt, consultCreatedAt }: ObservationContext,
): EvidenceRefusal | undefined {
  const { at, precision, connection } = observation;
  // PostgreSQL keeps no text with a NUL, and would refuse all that came with it.
  if (!Number.isFinite(at) || !Number.isFinite(precision) || connection?.includes('\0') === true) {
    return 'malformed';
  }
  if (precision < 0) {
    return 'negative-duration';
  }
  if (at < 0 || precision > oldest || (connection?.length ?? 0) > longestConnectionId) {
    return 'out-of-range';
  }
  if (isOfRoom(observation) !== (connection === undefined)) {
    return 'connection-mismatch';
  }
  if (at > receivedAt + clockSkew) {
    return 'from-the-future';
  }
  if (at < receivedAt - oldest) {
    return 'from-the-past';
  }
  if (consultCreatedAt !== undefined && at + precision < consultCreatedAt - clockSkew) {
    return 'before-consult';
  }
  return undefined;
}
