import type { Evidence, ProviderObservation } from '@patchbay/contract';
import { heartbeatEvidence } from '../src/heartbeat-evidence.ts';
import { observationEvidence } from '../src/observation-evidence.ts';
import { foldPresence } from '../src/fold-presence.ts';
import type { FoldOptions, PresenceInterval } from '../src/presence-interval.ts';
import type { EvidenceResult } from '../src/evidence-result.ts';

/** Seconds after ten o'clock, as milliseconds since the Unix epoch. */
export const at = (seconds: number): number => Date.UTC(2026, 5, 1, 10) + Math.round(seconds * 1000);

export const place = { tenant: 'clinic', consultId: 'consult-1', provider: 'livekit' };

export interface Who {
  readonly person?: string;
  readonly connection?: string;
  readonly provider?: string;
}

/** A vendor's webhook (or poll) at that second. */
export function hook(
  kind: ProviderObservation['kind'],
  seconds: number,
  {
    person = 'patient',
    connection = 'vendor-1',
    provider = 'livekit',
    ...more
  }: Who & Partial<ProviderObservation> = {},
): Evidence {
  const ofRoom = kind === 'room-started' || kind === 'room-ended';
  return accepted(
    observationEvidence(
      {
        kind,
        room: 'room-1',
        participant: ofRoom ? undefined : 'participant-1',
        connection: ofRoom ? undefined : connection,
        participantClass: 'person',
        at: at(seconds),
        precision: 0,
        source: 'webhook',
        ...more,
      },
      { ...place, provider, person: ofRoom ? undefined : person, receivedAt: at(seconds) + 50 },
    ),
  );
}

/** A page's heartbeats, every ten seconds from one second to another, received at once. */
export function beats(
  from: number,
  to: number,
  {
    person = 'patient',
    connection = 'page-1',
    provider = 'livekit',
    left = false,
  }: Who & { readonly left?: boolean } = {},
): readonly Evidence[] {
  const count = Math.floor((to - from) / 10);
  const seconds = Array.from({ length: count + 1 }, (_, index) => from + index * 10);
  const sent = seconds.map((second, sequence) => ({
    second,
    sequence,
    kind: sequence === 0 ? 'joined' : 'present',
  }));
  const last = left ? [{ second: to, sequence: count + 1, kind: 'left' }] : [];
  return [...sent, ...last].map(({ second, sequence, kind }) =>
    accepted(
      heartbeatEvidence(
        { ...place, provider, person },
        {
          connectionId: connection,
          sequence,
          kind,
          at: at(second),
          elapsed: (second - from) * 1000,
        },
        at(second),
      ),
    ),
  );
}

/** The fold with a lease of 30 s and heartbeats every 10 s, an hour later unless told otherwise. */
export const fold = (
  evidence: readonly Evidence[],
  options: Partial<FoldOptions> = {},
): readonly PresenceInterval[] =>
  foldPresence(evidence, { leaseSeconds: 30, heartbeatSeconds: 10, now: at(3600), ...options });

export function accepted(result: EvidenceResult): Evidence {
  if (!result.accepted) {
    throw new Error(result.reason);
  }
  return result.evidence;
}
