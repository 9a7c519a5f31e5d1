import type { Evidence } from '@patchbay/contract';
import type { VendorClock } from './random-clock.ts';
import { firstStart } from './random-pages.ts';
import type { RandomSource } from './random-source.ts';
import { consultId, tenant } from './true-page.ts';

export interface RoomTruth {
  readonly provider: string;
  /** When the last one was gone. */
  readonly over: number;
  readonly clock: VendorClock;
  readonly lossPercent: number;
  /** Whether it may end the moment the last one goes, and told in whole seconds. */
  readonly everything: boolean;
}

/** That the room began and ended, as the vendor told it. */
export function roomEvents(random: RandomSource, truth: RoomTruth): readonly Evidence[] {
  const { provider, over, clock, lossPercent, everything } = truth;
  const event = (kind: 'room-started' | 'room-ended', at: number): Evidence => ({
    id: `${provider}-${kind}`,
    kind,
    source: 'webhook',
    provider,
    tenant,
    consultId,
    person: undefined,
    connection: undefined,
    participantClass: 'person',
    ...clock(at, 1000),
    receivedAt: at + 100,
  });
  return [
    event('room-started', firstStart - (everything ? random.between(0, 5000) : 5000)),
    event('room-ended', over + random.between(everything ? 0 : 1000, 20_000)),
  ].filter(() => !random.chance(lossPercent));
}
