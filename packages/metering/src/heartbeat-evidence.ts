import type { ConsultId, Heartbeat, ProviderId } from '@patchbay/contract';
import { evidenceId, type Fact } from './evidence-id.ts';
import type { EvidenceRefusal, EvidenceResult } from './evidence-result.ts';
import { readCarried } from './read-carried.ts';

/** What the server vouches for: the contents of the bearer's metering grant. */
export interface HeartbeatClaims {
  readonly tenant: string;
  readonly consultId: ConsultId;
  readonly provider: ProviderId;
  /** Keyed hash. */
  readonly person: string;
  /** When the grant was issued, milliseconds since the Unix epoch; nobody can have joined before. */
  readonly issuedAt?: number;
}

export interface HeartbeatLimits {
  /** How far a browser's clock may be off. It is measured and taken out, so this only refuses nonsense. A day unless given. */
  readonly clockSkewSeconds?: number;
}

const day = 86_400_000;
const longestElapsed = 2 * day;
const mostBeats = 1_000_000;
/** For the grant's own time of issue, which may be cut to whole seconds, and for what a response takes. */
const grantAllowance = 60_000;
const connectionIdPattern = /^[\w.:-]{1,128}$/;
const kinds: ReadonlySet<unknown> = new Set<Heartbeat['kind']>(['joined', 'present', 'left']);

/**
 * A heartbeat as a ledger row, or why not. `heartbeat` is the body as it came; nothing about it is believed but what the
 * types say. What it carried may be set aside by itself. `receivedAt` is the server's clock, milliseconds since the Unix epoch.
 */
export function heartbeatEvidence(
  claims: HeartbeatClaims,
  heartbeat: unknown,
  receivedAt: number,
  limits: HeartbeatLimits = {},
): EvidenceResult {
  if (!isHeartbeat(heartbeat)) {
    return { accepted: false, reason: 'malformed' };
  }
  const reason = refusalOf(claims, heartbeat, receivedAt, (limits.clockSkewSeconds ?? day / 1000) * 1000);
  if (reason !== undefined) {
    return { accepted: false, reason };
  }
  const elapsed = Math.round(heartbeat.elapsed);
  // By this heartbeat alone: another order of arrival, or a redelivery, must not read it otherwise.
  const carried = heartbeat.carried === undefined ? undefined : readCarried(heartbeat.carried, elapsed);
  const fact: Fact = {
    kind: heartbeat.kind,
    source: 'heartbeat',
    provider: claims.provider,
    tenant: claims.tenant,
    consultId: claims.consultId,
    person: claims.person,
    connection: heartbeat.connectionId,
    participantClass: 'person',
    at: Math.round(heartbeat.at),
    precision: 1,
    beat: { sequence: heartbeat.sequence, elapsed },
    ...(typeof carried === 'object' && { carried }),
  };
  const evidence = { id: evidenceId(fact), ...fact, receivedAt: Math.round(receivedAt) };
  return { accepted: true, evidence, ...(typeof carried === 'string' && { setAside: carried }) };
}

function isHeartbeat(value: unknown): value is Heartbeat {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { connectionId, sequence, kind, at, elapsed } = value as Partial<Record<keyof Heartbeat, unknown>>;
  return (
    typeof connectionId === 'string' &&
    Number.isInteger(sequence) &&
    kinds.has(kind) &&
    Number.isFinite(at) &&
    Number.isFinite(elapsed)
  );
}

function refusalOf(
  claims: HeartbeatClaims,
  heartbeat: Heartbeat,
  receivedAt: number,
  clockSkew: number,
): EvidenceRefusal | undefined {
  const { connectionId, sequence, at, elapsed } = heartbeat;
  if (elapsed < 0) {
    return 'negative-elapsed';
  }
  if (
    !connectionIdPattern.test(connectionId) ||
    sequence < 0 ||
    sequence > mostBeats ||
    elapsed > longestElapsed
  ) {
    return 'out-of-range';
  }
  if (at > receivedAt + clockSkew) {
    return 'from-the-future';
  }
  if (at < receivedAt - clockSkew) {
    return 'from-the-past';
  }
  if (claims.issuedAt !== undefined && receivedAt - elapsed < claims.issuedAt - grantAllowance) {
    return 'before-grant';
  }
  return undefined;
}
