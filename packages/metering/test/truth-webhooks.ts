import type { Evidence, ParticipantClass, ProviderObservation } from '@patchbay/contract';
import type { VendorClock } from './random-clock.ts';
import type { RandomSource } from './random-source.ts';
import { observationEvidence } from '../src/observation-evidence.ts';
import { consultId, tenant, type TrueConnection } from './true-page.ts';

/** Whose connections a vendor tells of. */
export interface VendorTruth {
  readonly provider: string;
  readonly person: string | undefined;
  readonly participantClass: ParticipantClass;
  readonly connections: readonly TrueConnection[];
}

export interface WebhookTrouble {
  readonly lossPercent: number;
  readonly atLeastOne: boolean;
  readonly clock: VendorClock;
  readonly only?: 'joined' | 'left';
}

const days = 86_400_000;

/** The vendor's webhooks: whole seconds for leaving, days late, doubled, some lost. */
export function webhooksOf(
  random: RandomSource,
  of: VendorTruth,
  trouble: WebhookTrouble,
): readonly Evidence[] {
  const { lossPercent, atLeastOne, clock, only } = trouble;
  return of.connections.flatMap(({ id, start, end }) => {
    const late = random.between(20, random.chance(10) ? 3 * days : 7_200_000);
    const joined = observed(of, { kind: 'joined', source: 'webhook', connection: id, ...clock(start) }, late);
    const left = observed(
      of,
      { kind: 'left', source: 'webhook', connection: id, ...clock(end, 1000) },
      random.between(20, 7_200_000),
    );
    const both = [joined, left].filter(({ kind }) => (only ?? kind) === kind);
    const came = both.filter(() => !random.chance(lossPercent));
    const rows =
      came.length === 0 && atLeastOne ? [both[random.between(0, both.length - 1)] ?? joined] : came;
    return rows.flatMap((row) =>
      random.chance(30) ? [row, { ...row, receivedAt: row.receivedAt + random.between(1, 900_000) }] : [row],
    );
  });
}

/** A vendor's word as a row, which came so many milliseconds later. */
export function observed(
  { provider, person, participantClass }: VendorTruth,
  fact: Pick<ProviderObservation, 'kind' | 'source' | 'connection' | 'at' | 'precision'>,
  late: number,
): Evidence {
  const result = observationEvidence(
    { ...fact, room: 'room-1', participant: person ?? 'nobody', participantClass },
    { tenant, consultId, provider, person, receivedAt: fact.at + late },
  );
  if (!result.accepted) {
    throw new Error(result.reason);
  }
  return result.evidence;
}
