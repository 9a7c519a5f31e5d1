import { spanUnion, type Span } from '../src/span-union.ts';
import type { Happenings } from './happenings.ts';
import type { RandomSource } from './random-source.ts';
import type { TrueConnection, TrueGuest, TruePage } from './true-page.ts';

interface Attendance {
  readonly pages: readonly TruePage[];
  readonly guests: readonly TrueGuest[];
}

export interface TrueRooms extends Attendance {
  /** By provider, in order: from when to when there was a room. */
  readonly rooms: ReadonlyMap<string, readonly Span[]>;
}

/** When each provider's rooms were there; one may end under everybody, who then come back to a new one. */
export function roomsUnder(
  random: RandomSource,
  { happens }: Happenings,
  attendance: Attendance,
  providers: readonly string[],
  everything: boolean,
): TrueRooms {
  let now = attendance;
  const rooms = new Map<string, readonly Span[]>();
  for (const provider of providers) {
    const cut = happens('room-restart') ? calmMoment(random, now, provider) : undefined;
    if (cut !== undefined) now = cutAt(random, now, provider, cut);
    const taken = spanUnion(at(now, provider).flatMap(({ connections }) => connections));
    const first = taken[0];
    if (first === undefined) continue;
    const spans = [{ start: first.start - (everything ? random.between(0, 5000) : 5000), end: first.end }];
    for (const { start, end } of taken.slice(1)) {
      const open = spans.at(-1) ?? first;
      if (open.end === cut || (start - open.end > 1000 && happens('room-emptied'))) {
        const over = open.end === cut ? cut : random.between(open.end, start);
        spans.splice(-1, 1, { ...open, end: over }, { start: random.between(over, start), end });
      } else {
        spans.splice(-1, 1, { ...open, end });
      }
    }
    const last = spans.at(-1) ?? first;
    const lasts = random.between(everything ? 0 : 1000, 20_000);
    spans.splice(-1, 1, { ...last, end: last.end + lasts });
    rooms.set(provider, spans);
  }
  return { ...now, rooms };
}

const at = ({ pages, guests }: Attendance, provider: string): readonly (TruePage | TrueGuest)[] =>
  [...pages, ...guests].filter((one) => one.provider === provider);

/** A moment at which somebody is there, and nobody is just replacing somebody. */
function calmMoment(random: RandomSource, { pages }: Attendance, provider: string): number | undefined {
  const spans = pages
    .filter((page) => page.provider === provider)
    .flatMap(({ person, connections }) => connections.map((one) => ({ person, ...one })));
  const host = spans[random.between(0, spans.length - 1)];
  if (host === undefined || host.end - host.start < 20_000) return undefined;
  const moment = random.between(host.start + 5000, host.end - 10_000);
  const near = spans.filter(({ start, end }) => start <= moment + 5000 && moment - 5000 <= end);
  return new Set(near.map(({ person }) => person)).size === near.length ? moment : undefined;
}

function cutAt(
  random: RandomSource,
  { pages, guests }: Attendance,
  provider: string,
  moment: number,
): Attendance {
  const before = (one: TrueConnection): TrueConnection =>
    one.start < moment && moment < one.end ? { ...one, end: moment } : one;
  const around = (one: TrueConnection, last: number): readonly TrueConnection[] => {
    const back = moment + random.between(200, 5000);
    const again = { ...one, id: `${one.id}-again`, start: back };
    return one.start < moment && back < Math.min(one.end, last) ? [before(one), again] : [before(one)];
  };
  return {
    pages: pages.map((page) =>
      page.provider === provider
        ? { ...page, connections: page.connections.flatMap((one) => around(one, page.end)) }
        : page,
    ),
    guests: guests.map((guest) =>
      guest.provider === provider ? { ...guest, connections: guest.connections.map(before) } : guest,
    ),
  };
}
