import type { Span } from '../src/span-union.ts';
import type { Happenings } from './happenings.ts';
import type { RandomSource } from './random-source.ts';
import { type Absence, awakeSpans, type TruePage } from './true-page.ts';

/** Parts per million; less than the fold allows for. */
const mostDrift = 150;

/** One page from its join on, and what its vendor had under it. */
export function pageOf(
  random: RandomSource,
  happens: Happenings['happens'],
  of: Pick<TruePage, 'id' | 'provider' | 'person' | 'start'>,
): TruePage {
  const { absences, end } = courseOf(random, happens, of.start);
  const crashed = happens('crash');
  // In a waiting room: the page is there and beats, and the vendor has nothing to bill yet.
  const awake = awakeSpans({ ...of, absences, end });
  const staysLong = (awake[0]?.end ?? end) - of.start > 60_000;
  const waits = staysLong && happens('waiting-room') ? random.between(2000, 25_000) : undefined;
  const connections = awake.flatMap(({ start: from, end: to }, index) => {
    const goesInOrder = index === awake.length - 1 ? !crashed : absences[index]?.kind === 'away';
    const held = random.between(0, goesInOrder && !happens('slow-goodbye') ? 500 : 15_000);
    const joins = index === 0 && waits !== undefined ? waits : random.between(0, 1000);
    // All that a page and its vendor are without each other is one allowance: who waited long does not also reconnect.
    return waits !== undefined && index === 0
      ? [{ start: from + joins, end: to + Math.min(held, 500) }]
      : connectionsWithin(random, happens, from + joins, to + held);
  });
  const last = connections.at(-1);
  const isHeldForLong = crashed && last !== undefined && happens('long-hold');
  return {
    ...of,
    end,
    crashed,
    absences,
    nap: napIn(random, happens, awake),
    drift: happens('clock-drift') ? random.between(-mostDrift, mostDrift) / 1_000_000 : 0,
    connections: connections.map((span, index) => ({
      ...span,
      id: `${of.id}-vendor-${index}`,
      ...(isHeldForLong && span === last
        ? { end: end + random.between(15_000, 900_000), isHeldForLong }
        : {}),
    })),
  };
}

function courseOf(
  random: RandomSource,
  happens: Happenings['happens'],
  start: number,
): Pick<TruePage, 'absences' | 'end'> {
  const absences: Absence[] = [];
  let end = start + random.between(happens('short-stay') ? 12_000 : 90_000, 1_200_000);
  for (;;) {
    const kind = happens('sleep') ? 'asleep' : happens('away') ? 'away' : undefined;
    if (kind === undefined || absences.length === 2) return { absences, end };
    const back =
      end + (kind === 'asleep' ? random.between(120_000, 1_800_000) : random.between(60_000, 600_000));
    absences.push({
      kind,
      start: end,
      end: back,
      stopsMonotonicClock: kind === 'asleep' && random.chance(50),
    });
    end = back + random.between(happens('short-stay') ? 12_000 : 90_000, 600_000);
  }
}

function napIn(
  random: RandomSource,
  happens: Happenings['happens'],
  awake: readonly Span[],
): TruePage['nap'] {
  const [stretch] = awake;
  if (stretch === undefined || stretch.end - stretch.start < 60_000 || !happens('nap')) return undefined;
  const start = random.between(stretch.start + 20_000, stretch.end - 30_000);
  return { start, end: start + random.between(1500, 9000), stopsMonotonicClock: random.chance(50) };
}

/** One connection, or two or three with short breaks where the vendor reconnected under a new id. */
function connectionsWithin(
  random: RandomSource,
  happens: Happenings['happens'],
  from: number,
  to: number,
): readonly Span[] {
  const spans: Span[] = [];
  let start = from;
  while (spans.length < 2 && to - start > 150_000 && happens('rejoin')) {
    const end = start + random.between(60_000, to - start - 80_000);
    spans.push({ start, end });
    start = end + random.between(200, 8000);
  }
  return [...spans, { start, end: to }];
}
