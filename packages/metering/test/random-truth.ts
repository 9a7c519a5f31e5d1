import type { Evidence } from '@patchbay/contract';
import { type Happening, happenings } from './happenings.ts';
import { vendorClocks } from './random-clock.ts';
import { guestsOf } from './random-guests.ts';
import { mediaOfPages, type PageMedia } from './page-media.ts';
import { firstStart, pagesOf } from './random-pages.ts';
import { roomsUnder, type TrueRooms } from './random-rooms.ts';
import type { RandomSource } from './random-source.ts';
import type { Span } from '../src/span-union.ts';
import { beatsOf } from './truth-beats.ts';
import { roomEvents } from './truth-rooms.ts';
import { webhooksOf } from './truth-webhooks.ts';
import { witnessesOf } from './truth-witnesses.ts';

export interface TrueConsult extends TrueRooms {
  /** As the server got it; lost, late, doubled and skewed. */
  readonly evidence: readonly Evidence[];
  readonly now: number;
  /** By page. */
  readonly media: ReadonlyMap<string, PageMedia>;
  /** What went on, and what went wrong. */
  readonly happened: ReadonlySet<Happening>;
}

/** What may go wrong on the way. */
export interface Trouble {
  /** Percent of rows that never come. */
  readonly lossPercent: number;
  readonly providers: readonly string[];
  /** Also all that `happenings` lists as further: handovers, ghosts, rooms that end, clocks that are off, witnesses of every kind. */
  readonly everything?: boolean;
}

const unheard = { beats: [], moments: [] };

/** A random consult, and random evidence of it. */
export function randomConsult(random: RandomSource, trouble: Trouble): TrueConsult {
  const { lossPercent, providers, everything = false } = trouble;
  const chances = happenings(random, everything);
  const { happens } = chances;
  const people = Array.from({ length: random.between(1, 3) }, (_, index) => `person-${index}`);
  const alone = people.flatMap((person) => pagesOf(random, chances, person, providers));
  const visitors = everything ? guestsOf(random, chances, alone, providers) : [];
  const truth = roomsUnder(random, chances, { pages: alone, guests: visitors }, providers, everything);
  const clocks = vendorClocks(random, chances, providers, everything);
  const media = mediaOfPages(truth.pages);
  const ofPages = truth.pages.flatMap((page) => {
    // Some pages cannot send heartbeats at all; then the vendor must at least tell of each connection.
    const mute = lossPercent > 0 && happens('mute-page');
    const { beats, moments } = mute
      ? unheard
      : beatsOf(random, happens, page, lossPercent, media.get(page.id));
    const wasHeard = ({ start, end }: Span): boolean => moments.some((at) => start <= at && at <= end);
    const clock = clocks(page.provider);
    const of = { ...page, participantClass: 'person' } as const;
    const hooks = webhooksOf(random, happens, of, { lossPercent, wasHeard, clock });
    return [...beats, ...hooks, ...witnessesOf(random, happens, of, { lossPercent, clock })];
  });
  const ofGuests = truth.guests.flatMap((guest) => {
    const clock = clocks(guest.provider);
    if (guest.isGhost)
      return webhooksOf(random, happens, guest, {
        lossPercent: 0,
        wasHeard: () => false,
        clock,
        only: 'joined',
      });
    return [
      ...webhooksOf(random, happens, guest, { lossPercent, wasHeard: () => false, clock }),
      ...witnessesOf(random, happens, guest, { lossPercent, clock }),
    ];
  });
  const ofRooms = [...truth.rooms].flatMap(([provider, rooms]) =>
    roomEvents(random, rooms, { provider, clock: clocks(provider), lossPercent }),
  );
  const ends = [...truth.pages, ...truth.guests].flatMap(({ connections }) =>
    connections.map(({ end }) => end),
  );
  return {
    ...truth,
    media,
    evidence: [...ofPages, ...ofGuests, ...ofRooms],
    now:
      Math.max(firstStart, ...ends, ...truth.pages.map(({ end }) => end)) +
      random.between(60_000, 10_000_000),
    happened: chances.happened,
  };
}
