import type { Evidence, ParticipantClass, ProviderObservation } from '@patchbay/contract';
import type { Happenings } from './happenings.ts';
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
  /** Whether a page was heard during the connection: of what neither it nor the vendor tells, nobody can know. */
  readonly wasHeard: (connection: TrueConnection) => boolean;
  readonly clock: VendorClock;
  readonly only?: 'joined' | 'left';
}

const days = 86_400_000;
/** Of what was shorter the fold takes at least one webhook to come. */
const shortest = 6000;

/** The vendor's webhooks: whole seconds for leaving, days late, doubled, some lost. */
export function webhooksOf(
  random: RandomSource,
  happens: Happenings['happens'],
  of: VendorTruth,
  trouble: WebhookTrouble,
): readonly Evidence[] {
  const { lossPercent, wasHeard, clock, only } = trouble;
  const late = (): number => random.between(20, happens('days-late') ? 3 * days : 7_200_000);
  return of.connections.flatMap((connection) => {
    const { id, start, end, isHeldForLong = false } = connection;
    const joined = observed(
      of,
      { kind: 'joined', source: 'webhook', connection: id, ...clock(start) },
      late(),
    );
    const left = observed(
      of,
      { kind: 'left', source: 'webhook', connection: id, ...clock(end, 1000) },
      late(),
    );
    const both = [joined, left].filter(({ kind }) => (only ?? kind) === kind);
    const came = both.filter(() => isHeldForLong || !random.chance(lossPercent));
    const rows =
      came.length === 0 && (end - start < shortest || !wasHeard(connection))
        ? [both[random.between(0, both.length - 1)] ?? joined]
        : came;
    return rows.flatMap((row) => (happens('redelivery') ? [row, redelivered(random, happens, row)] : [row]));
  });
}

/** Later, and by some vendors with the time of the redelivery. */
function redelivered(random: RandomSource, happens: Happenings['happens'], row: Evidence): Evidence {
  const later = random.between(1, 900_000);
  const at = row.at + (happens('redelivery-with-another-time') ? later : 0);
  return { ...row, at, receivedAt: row.receivedAt + later };
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
