import type { ParticipantClass } from '@patchbay/contract';
import type { Happenings } from './happenings.ts';
import type { RandomSource } from './random-source.ts';
import { firstStart } from './random-pages.ts';
import type { TrueGuest, TruePage } from './true-page.ts';

const hour = 3_600_000;

/** Ghosts, recorders, telephones, agents, and screens that a vendor counts as one more user of their owner. */
export function guestsOf(
  random: RandomSource,
  { happens }: Happenings,
  pages: readonly TruePage[],
  providers: readonly string[],
): readonly TrueGuest[] {
  const guest = (
    id: string,
    participantClass: ParticipantClass,
    person?: string,
    isGhost = false,
    provider = providers[random.between(0, providers.length - 1)] ?? 'livekit',
  ): TrueGuest => {
    const start = firstStart + random.between(0, hour / 2);
    const connections = [{ id, start, end: start + random.between(1000, hour) }];
    return { participantClass, provider, person, isGhost, connections };
  };
  const guests: TrueGuest[] = [];
  if (happens('ghost')) guests.push(guest('ghost-vendor', 'person', 'person-ghost', true));
  if (happens('recorder')) guests.push(guest('recorder-vendor', 'recorder'));
  if (happens('agent')) guests.push(guest('agent-vendor', 'agent'));
  if (happens('telephone')) guests.push(guest('telephone-vendor', 'sip'));
  const owner = pages[random.between(0, pages.length - 1)];
  if (owner !== undefined && happens('screen'))
    guests.push(guest('screen-vendor', 'agent', owner.person, false, owner.provider));
  return guests;
}
