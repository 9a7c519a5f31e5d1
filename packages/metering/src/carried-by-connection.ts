import { noNumbers } from './carried-stretches.ts';
import { wholeCarried } from './carried-sums.ts';
import { compareBy } from './compare-by.ts';
import type { CarriedHour, PresenceInterval } from './presence-interval.ts';
import { hourLength } from './hour-length.ts';
import type { Span } from './span-union.ts';

/** Which page a connection was of, from one instant to another within an hour. */
interface Held extends Span {
  readonly connection: number;
  readonly page: PresenceInterval;
}

const newestFirst = compareBy<PresenceInterval>(
  (one) => -one.start,
  (one) => one.connection,
);

/**
 * What each of one person's connections in one room carried, by the hour (UTC), from the pages beside them. An instant of a page is
 * of one connection only, whatever there is twice: of several at once the newer page is the newer connection's.
 */
export function carriedByConnection(
  connections: readonly PresenceInterval[],
  pages: readonly PresenceInterval[],
): readonly (readonly CarriedHour[])[] {
  const telling = pages.some(({ stretches }) => stretches !== undefined);
  const hours = connections.map(() => new Map<number, number[]>());
  for (const { connection, page, start, end } of telling ? holds(connections, pages) : []) {
    const hour = Math.floor(start / hourLength);
    const sums = hours[connection]?.get(hour) ?? [...noNumbers];
    hours[connection]?.set(hour, sums);
    for (const stretch of page.stretches ?? []) {
      const within = Math.min(end, stretch.end) - Math.max(start, stretch.start);
      if (within <= 0) continue;
      const share = within / (stretch.end - stretch.start);
      for (let index = 0; index < sums.length; index += 1)
        sums[index] = (sums[index] ?? 0) + (stretch.sums[index] ?? 0) * share;
    }
  }
  return hours.map((of) =>
    [...of]
      .map(([hour, sums]) => ({ hour, sums: wholeCarried(sums) }))
      .filter(({ sums }) => Object.keys(sums).length > 0),
  );
}

/** In order of time. */
function holds(
  connections: readonly PresenceInterval[],
  pages: readonly PresenceInterval[],
): readonly Held[] {
  const edges = edgesOf([...connections, ...pages]);
  return edges.slice(1).flatMap((end, index) => {
    const start = edges[index] ?? end;
    const isThere = (one: Span): boolean => one.start <= start && one.end >= end;
    const left = pages.filter(isThere).sort(newestFirst);
    const there = connections.filter(isThere).sort(newestFirst);
    const take = (page: PresenceInterval | undefined, connection: PresenceInterval): readonly Held[] => {
      if (page === undefined) return [];
      left.splice(left.indexOf(page), 1);
      return [{ connection: connections.indexOf(connection), page, start, end }];
    };
    // What heartbeats alone prove is of the page that sent them.
    const own = there
      .filter(({ witness }) => witness === 'heartbeat')
      .flatMap((one) =>
        take(
          left.find((page) => page.connection === one.connection),
          one,
        ),
      );
    const vendor = there.filter(({ witness }) => witness === 'vendor').flatMap((one) => take(left[0], one));
    return [...own, ...vendor];
  });
}

/** Where anything begins or ends, and every hour in between. */
function edgesOf(spans: readonly Span[]): readonly number[] {
  const edges = new Set(spans.flatMap(({ start, end }) => [start, end]));
  const [first, last] = [Math.min(...edges), Math.max(...edges)];
  for (let hour = Math.ceil(first / hourLength); hour * hourLength < last; hour += 1)
    edges.add(hour * hourLength);
  return [...edges].sort((a, b) => a - b);
}
