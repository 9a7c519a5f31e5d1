import type { Span } from '../src/span-union.ts';
import type { RandomSource } from './random-source.ts';
import type { TruePage } from './true-page.ts';

/** Shortly before a month begins (UTC). */
export const firstStart = Date.UTC(2026, 5, 30, 23, 30);

/** The pages of one person, one after the other; with `overlapping`, a newer one may come before the older one has gone. */
export function pagesOf(
  random: RandomSource,
  person: string,
  providers: readonly string[],
  overlapping: boolean,
): readonly TruePage[] {
  const pages: TruePage[] = [];
  let start = firstStart + random.between(0, 300_000);
  const count = random.between(1, 3);
  for (let index = 0; index < count; index += 1) {
    const id = `${person}-page-${index}`;
    const provider = providers[random.between(0, providers.length - 1)] ?? 'livekit';
    const before = pages.at(-1);
    const overlaps = before !== undefined && overlapping && random.chance(40);
    // A handover makes before it breaks; in one room the newer tab replaces the older one as soon as it is there.
    if (overlaps) {
      start =
        before.end - (before.provider === provider ? random.between(0, 2000) : random.between(1000, 20_000));
      // Who is replaced, or hands over, goes in order.
      pages[index - 1] = {
        ...before,
        crashed: false,
        connections: endingWith(before, random.between(0, 500)),
      };
    }
    pages.push(pageOf(random, { id, provider, person, start }, overlapping));
    const page = pages[index];
    // Reloaded, or opened again later.
    start = (page?.end ?? start) + random.between(500, random.chance(50) ? 3000 : 600_000);
  }
  return pages.map((page, index) => replacedBy(page, pages.slice(index + 1)));
}

function pageOf(
  random: RandomSource,
  of: Pick<TruePage, 'id' | 'provider' | 'person' | 'start'>,
  mayWait: boolean,
): TruePage {
  const crashed = random.chance(30);
  // In a waiting room: the page is there and beats, and the vendor has nothing to bill yet.
  const waits = mayWait && random.chance(20) ? random.between(2000, 25_000) : undefined;
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
    const joins = index === 0 && waits !== undefined ? waits : random.between(0, 1000);
    // All that a page and its vendor are without each other is one allowance: who waited long does not also reconnect.
    return waits !== undefined && index === 0
      ? [{ start: from + joins, end: to + Math.min(held, 500) }]
      : connectionsWithin(random, from + joins, to + held);
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

const endingWith = ({ end, connections }: TruePage, held: number): TruePage['connections'] =>
  connections.map((one) => ({ ...one, end: Math.min(one.end, end + held) }));

/** A vendor does not hold a vanished connection once the same person has joined again. */
function replacedBy(page: TruePage, later: readonly TruePage[]): TruePage {
  const next = later.find((other) => other.provider === page.provider);
  const nextStart = next?.connections[0]?.start ?? Infinity;
  return {
    ...page,
    connections: page.connections.map((one) => ({ ...one, end: Math.min(one.end, nextStart) })),
  };
}
