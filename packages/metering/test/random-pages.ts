import type { Happenings } from './happenings.ts';
import type { RandomSource } from './random-source.ts';
import { pageOf } from './random-page.ts';
import type { TruePage } from './true-page.ts';

/** Shortly before a month begins (UTC). */
export const firstStart = Date.UTC(2026, 5, 30, 23, 30);

/** The pages of one person, one after the other, or a newer one before the older one has gone. */
export function pagesOf(
  random: RandomSource,
  { happens }: Happenings,
  person: string,
  providers: readonly string[],
): readonly TruePage[] {
  const pages: TruePage[] = [];
  let start = firstStart + random.between(0, 300_000);
  const count = random.between(1, 3);
  for (let index = 0; index < count; index += 1) {
    const id = `${person}-page-${index}`;
    const provider = providers[random.between(0, providers.length - 1)] ?? 'livekit';
    const before = pages.at(-1);
    // A handover makes before it breaks; in one room the newer page replaces the older one as soon as it is there.
    if (before !== undefined && happens(before.provider === provider ? 'second-device' : 'handover')) {
      const most = before.provider === provider ? 2000 : happens('long-handover') ? 300_000 : 20_000;
      const stretch = before.end - (before.absences.at(-1)?.end ?? before.start);
      start = before.end - random.between(0, Math.min(most, stretch - 1000));
      // Who is replaced, or hands over, goes in order.
      pages[index - 1] = {
        ...before,
        crashed: false,
        connections: endingWith(before, random.between(0, 500)),
      };
    }
    // Nobody comes back to a room where an older page of theirs still is, but for a replacement.
    const older = pages.slice(0, -1).filter((page) => page.provider === provider);
    start = Math.max(start, ...older.map((page) => page.end + 500));
    pages.push(pageOf(random, happens, { id, provider, person, start }));
    const page = pages[index];
    // Reloaded, or opened again later.
    start = (page?.end ?? start) + random.between(500, random.chance(50) ? 3000 : 600_000);
  }
  return pages.map((page, index) => replacedBy(page, pages.slice(index + 1)));
}

const endingWith = ({ end, connections }: TruePage, held: number): TruePage['connections'] =>
  connections.map(({ id, ...one }) => ({ id, start: one.start, end: Math.min(one.end, end + held) }));

/** A vendor does not hold a vanished connection once the same person has joined again. */
function replacedBy(page: TruePage, later: readonly TruePage[]): TruePage {
  const next = later.find((other) => other.provider === page.provider);
  const nextStart = next?.connections[0]?.start ?? Infinity;
  return {
    ...page,
    connections: page.connections.map((one) => ({ ...one, end: Math.min(one.end, nextStart) })),
  };
}
