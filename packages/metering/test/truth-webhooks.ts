import type { Evidence, ProviderObservation } from '@patchbay/contract';
import type { RandomSource } from './random-source.ts';
import { observationEvidence } from '../src/observation-evidence.ts';
import { consultId, tenant, type TruePage } from './true-page.ts';

/** The vendor's webhooks of a page: whole seconds for leaving, hours late, doubled, some lost. */
export function webhooksOf(
  random: RandomSource,
  page: TruePage,
  { lossPercent, atLeastOne }: { readonly lossPercent: number; readonly atLeastOne: boolean },
): readonly Evidence[] {
  return page.connections.flatMap(({ id, start, end }) => {
    const joined = observed(random, page, { kind: 'joined', connection: id, at: start, precision: 1 });
    const left = observed(random, page, {
      kind: 'left',
      connection: id,
      at: Math.floor(end / 1000) * 1000,
      precision: 1000,
    });
    const came = [joined, left].filter(() => !random.chance(lossPercent));
    const rows = came.length === 0 && atLeastOne ? [random.chance(50) ? joined : left] : came;
    return rows.flatMap((row) =>
      random.chance(30) ? [row, { ...row, receivedAt: row.receivedAt + random.between(1, 900_000) }] : [row],
    );
  });
}

function observed(
  random: RandomSource,
  page: TruePage,
  fact: Pick<ProviderObservation, 'kind' | 'connection' | 'at' | 'precision'>,
): Evidence {
  const result = observationEvidence(
    { ...fact, room: 'room-1', participant: page.person, participantClass: 'person', source: 'webhook' },
    {
      tenant,
      consultId,
      provider: page.provider,
      person: page.person,
      receivedAt: fact.at + random.between(20, 7_200_000),
    },
  );
  if (!result.accepted) {
    throw new Error(result.reason);
  }
  return result.evidence;
}
