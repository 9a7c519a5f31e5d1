import type { Evidence } from '@patchbay/contract';
import type { RandomSource } from './random-source.ts';
import { vendorClocks } from './random-clock.ts';
import { guestsOf } from './random-guests.ts';
import { firstStart, pagesOf } from './random-pages.ts';
import { roomEvents } from './truth-rooms.ts';
import { beatsOf } from './truth-beats.ts';
import type { TrueGuest, TruePage } from './true-page.ts';
import { webhooksOf } from './truth-webhooks.ts';
import { pollsOf, usageOfConnection } from './truth-witnesses.ts';

export interface TrueConsult {
  readonly pages: readonly TruePage[];
  readonly guests: readonly TrueGuest[];
  /** As the server got it; lost, late, doubled and skewed. */
  readonly evidence: readonly Evidence[];
  readonly now: number;
}

/** What may go wrong on the way. */
export interface Trouble {
  /** Percent of rows that never come. */
  readonly lossPercent: number;
  readonly providers: readonly string[];
  /**
   * Also: handovers that make before they break, second tabs that overlap, waiting rooms, ghosts, recorders, telephones and
   * screens, roster polls, vendors' usage, vendors' clocks off by up to their stated precision.
   */
  readonly everything?: boolean;
}

/** A random consult, and random evidence of it. */
export function randomConsult(random: RandomSource, trouble: Trouble): TrueConsult {
  const { lossPercent, providers, everything = false } = trouble;
  const people = Array.from({ length: random.between(1, 3) }, (_, index) => `person-${index}`);
  const pages = people.flatMap((person) => pagesOf(random, person, providers, everything));
  const guests = everything ? guestsOf(random, pages, providers) : [];
  const clocks = vendorClocks(random, providers, everything);
  const endOf = (provider?: string): number =>
    Math.max(
      firstStart,
      ...pages.flatMap((page) =>
        (provider ?? page.provider) === page.provider
          ? [page.end, ...page.connections.map((one) => one.end)]
          : [],
      ),
      ...guests
        .filter((guest) => (provider ?? guest.provider) === guest.provider)
        .map((guest) => guest.connection.end),
    );
  const ofPages = pages.flatMap((page) => {
    // Some pages cannot send heartbeats at all; then the vendor must at least tell of each connection.
    const mute = lossPercent > 0 && random.chance(10);
    const beats = mute ? [] : beatsOf(random, page, lossPercent);
    const clock = clocks(page.provider);
    const of = { ...page, participantClass: 'person' } as const;
    const hooks = webhooksOf(random, of, { lossPercent, atLeastOne: beats.length === 0, clock });
    const witnesses = everything ? witnessesOf(random, of, lossPercent, clock) : [];
    return [...beats, ...hooks, ...witnesses];
  });
  const ofGuests = guests.flatMap((guest) => {
    const clock = clocks(guest.provider);
    const of = { ...guest, connections: [guest.connection] };
    if (guest.isGhost)
      return webhooksOf(random, of, { lossPercent: 0, atLeastOne: true, clock, only: 'joined' });
    return [
      ...webhooksOf(random, of, { lossPercent, atLeastOne: true, clock }),
      ...witnessesOf(random, of, lossPercent, clock),
    ];
  });
  const rooms = providers.flatMap((provider) =>
    roomEvents(random, { provider, over: endOf(provider), clock: clocks(provider), lossPercent, everything }),
  );
  return {
    pages,
    guests,
    evidence: [...ofPages, ...ofGuests, ...rooms],
    now: endOf() + random.between(60_000, 10_000_000),
  };
}

function witnessesOf(
  random: RandomSource,
  of: Parameters<typeof pollsOf>[1],
  lossPercent: number,
  clock: Parameters<typeof pollsOf>[2],
): readonly Evidence[] {
  const polls = random.chance(50) ? pollsOf(random, of, clock) : [];
  const usage = random.chance(30) ? usageOfConnection(random, of, clock) : [];
  return [...polls, ...usage].filter(() => !random.chance(lossPercent));
}
