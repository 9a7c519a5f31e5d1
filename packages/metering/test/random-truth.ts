import type { Evidence } from '@patchbay/contract';
import type { RandomSource } from './random-source.ts';
import type { Span } from '../src/span-union.ts';
import { beatsOf } from './truth-beats.ts';
import { consultId, tenant, type TruePage } from './true-page.ts';
import { webhooksOf } from './truth-webhooks.ts';

const base = Date.UTC(2026, 5, 30, 23, 30);

export interface TrueConsult {
  readonly pages: readonly TruePage[];
  /** As the server got it; lost, late, doubled and skewed. */
  readonly evidence: readonly Evidence[];
  readonly now: number;
}

/** What may go wrong on the way. */
export interface Trouble {
  /** Percent of rows that never come. */
  readonly lossPercent: number;
  readonly providers: readonly string[];
}

/** A random consult, and random evidence of it. */
export function randomConsult(random: RandomSource, trouble: Trouble): TrueConsult {
  const people = Array.from({ length: random.between(1, 3) }, (_, index) => `person-${index}`);
  const pages = people.flatMap((person) => pagesOf(random, person, trouble.providers));
  const over = Math.max(...pages.flatMap((page) => [page.end, ...page.connections.map((one) => one.end)]));
  const evidence = pages.flatMap((page) => evidenceOfPage(random, page, trouble.lossPercent));
  const rooms = trouble.providers.flatMap((provider) =>
    roomEvents(random, provider, over, trouble.lossPercent),
  );
  return { pages, evidence: [...evidence, ...rooms], now: over + random.between(60_000, 10_000_000) };
}

function pagesOf(random: RandomSource, person: string, providers: readonly string[]): readonly TruePage[] {
  const pages: TruePage[] = [];
  let start = base + random.between(0, 300_000);
  const count = random.between(1, 3);
  for (let index = 0; index < count; index += 1) {
    const id = `${person}-page-${index}`;
    const provider = providers[random.between(0, providers.length - 1)] ?? 'livekit';
    const page = pageOf(random, { id, provider, person, start });
    pages.push(page);
    // Reloaded, opened again later, or a second tab that replaces this one.
    start = page.end + random.between(500, random.chance(50) ? 3000 : 600_000);
  }
  return pages.map((page, index) => replacedBy(page, pages[index + 1]));
}

function pageOf(random: RandomSource, of: Pick<TruePage, 'id' | 'provider' | 'person' | 'start'>): TruePage {
  const crashed = random.chance(30);
  const awake: [number, number][] = [[of.start, of.start + random.between(90_000, 1_200_000)]];
  let sleep: TruePage['sleep'];
  if (random.chance(25)) {
    const [, from] = awake[0] ?? [0, 0];
    const to = from + random.between(120_000, 1_800_000);
    sleep = { start: from, end: to, stopsMonotonicClock: random.chance(50) };
    awake.push([to, to + random.between(90_000, 600_000)]);
  }
  const connections = awake.flatMap(([from, to], index) => {
    const lastOne = index === awake.length - 1;
    const held = lastOne && !crashed ? random.between(0, 500) : random.between(0, 15_000);
    return connectionsWithin(random, from + random.between(0, 1000), to + held);
  });
  return {
    ...of,
    end: awake.at(-1)?.[1] ?? of.start,
    crashed,
    sleep,
    connections: connections.map((span, index) => ({ ...span, id: `${of.id}-vendor-${index}` })),
  };
}

/** One connection, or two or three with short breaks where the vendor reconnected under a new id. */
function connectionsWithin(random: RandomSource, from: number, to: number): readonly Span[] {
  const spans: Span[] = [];
  let start = from;
  while (random.chance(30) && to - start > 150_000 && spans.length < 2) {
    const end = start + random.between(60_000, to - start - 80_000);
    spans.push({ start, end });
    start = end + random.between(200, 8000);
  }
  return [...spans, { start, end: to }];
}

/** A vendor does not hold a vanished connection once the same person has joined again. */
function replacedBy(page: TruePage, next: TruePage | undefined): TruePage {
  const nextStart = next?.provider === page.provider ? (next.connections[0]?.start ?? Infinity) : Infinity;
  return {
    ...page,
    connections: page.connections.map((one) => ({ ...one, end: Math.min(one.end, nextStart) })),
  };
}

function evidenceOfPage(random: RandomSource, page: TruePage, lossPercent: number): readonly Evidence[] {
  // Some pages cannot send heartbeats at all; then the vendor must at least tell of each connection.
  const mute = lossPercent > 0 && random.chance(10);
  const beats = mute ? [] : beatsOf(random, page, lossPercent);
  return [...beats, ...webhooksOf(random, page, { lossPercent, atLeastOne: beats.length === 0 })];
}

function roomEvents(
  random: RandomSource,
  provider: string,
  over: number,
  lossPercent: number,
): readonly Evidence[] {
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
    at,
    precision: 1000,
    receivedAt: at + 100,
  });
  return [
    event('room-started', base - 5000),
    event('room-ended', over + random.between(1000, 20_000)),
  ].filter(() => !random.chance(lossPercent));
}
