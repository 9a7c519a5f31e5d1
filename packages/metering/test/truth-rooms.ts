import type { Evidence } from '@patchbay/contract';
import { observationEvidence } from '../src/observation-evidence.ts';
import type { Span } from '../src/span-union.ts';
import type { VendorClock } from './random-clock.ts';
import type { RandomSource } from './random-source.ts';
import { consultId, tenant } from './true-page.ts';

/** That the provider's rooms began and ended, as the vendor told it, in whole seconds. */
export function roomEvents(
  random: RandomSource,
  rooms: readonly Span[],
  of: { readonly provider: string; readonly clock: VendorClock; readonly lossPercent: number },
): readonly Evidence[] {
  const event = (kind: 'room-started' | 'room-ended', moment: number): Evidence => {
    const result = observationEvidence(
      {
        kind,
        room: 'room-1',
        participant: undefined,
        connection: undefined,
        participantClass: 'person',
        source: 'webhook',
        ...of.clock(moment, 1000),
      },
      { tenant, consultId, provider: of.provider, person: undefined, receivedAt: moment + 2000 },
    );
    if (!result.accepted) throw new Error(result.reason);
    return result.evidence;
  };
  return rooms
    .flatMap(({ start, end }) => [event('room-started', start), event('room-ended', end)])
    .filter(() => !random.chance(of.lossPercent));
}
