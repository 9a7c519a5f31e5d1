import type { Evidence } from '@patchbay/contract';
import { compareBy } from './compare-by.ts';
import { endpoint, lengthError, noProofs, type Endpoint } from './endpoint.ts';
import type { InstantRange, PresenceInterval } from './presence-interval.ts';

/** How far the two witnesses of one moment may be apart: a vendor connects a little before or after the page says so. */
const slack = 2000;

type Start = Endpoint<PresenceInterval['startBasis']>;
type End = Endpoint;

/** A vendor connection among its person's others, with the heartbeats beside which it came, and was last seen. */
interface Seen {
  readonly interval: PresenceInterval;
  readonly cameBeside: PresenceInterval | undefined;
  /** It may as well be an older page's, of which nothing was heard. */
  readonly mayBeOlder: boolean;
  /** It may as well be one of a page that came later. */
  readonly mayBeNewer: boolean;
  readonly lastBeside: PresenceInterval | undefined;
}

/**
 * One person's vendor connections in one room, in order, where what no webhook told is told by the same person's
 * heartbeats: when they began and stopped, and, since a newer connection replaces an older one, by the neighbours.
 * `longestBreak` (milliseconds) is for how long a page and its vendor connection may be without each other.
 */
export function witnessedVendorIntervals(
  vendor: readonly PresenceInterval[],
  heartbeats: readonly PresenceInterval[],
  longestBreak: number,
): readonly PresenceInterval[] {
  const seen = [...vendor].sort(byPlace).map((interval) => ({
    interval,
    ...hostAtStart(interval, heartbeats, longestBreak),
    lastBeside: newest(heartbeats.filter((heartbeat) => wasSeenDuring(interval, heartbeat))),
  }));
  const starts = seen.map((one, index) =>
    one.interval.startBasis === 'observed'
      ? startOf(one.interval)
      : witnessedStart(one, seen.slice(0, index), longestBreak),
  );
  return seen.map((one, index) => {
    const start = starts[index] ?? startOf(one.interval);
    const end =
      one.interval.endBasis === 'observed'
        ? endOf(one.interval)
        : witnessedEnd(one, seen.slice(index + 1), starts.slice(index + 1), longestBreak);
    return withEndpoints(one.interval, start, { ...end, at: Math.max(end.at, start.at) });
  });
}

const byPlace = compareBy<PresenceInterval>(placeOf, (interval) => interval.connection);

/**
 * Where a connection stands among its person's. A newer one replaces the older one within `slack`, so of one moment a leave
 * comes before a proof of presence, and that before a join; what was seen twice stands in the middle.
 */
function placeOf({ startBasis, endBasis, startRange, endRange }: PresenceInterval): number {
  const [first, last] = [startRange.latest, endRange.earliest];
  if (startBasis === 'observed') return first;
  if (last > first) return (first + last) / 2;
  return first - (endBasis === 'observed' ? 2 * slack : slack);
}

const byAge = compareBy<PresenceInterval>(
  (page) => page.start,
  (page) => page.connection,
);
const oldest = (pages: readonly PresenceInterval[]): PresenceInterval | undefined => pages.toSorted(byAge)[0];
const newest = (pages: readonly PresenceInterval[]): PresenceInterval | undefined =>
  pages.toSorted(byAge).at(-1);

/** The page on which the connection came about. */
function hostAtStart(
  vendor: PresenceInterval,
  heartbeats: readonly PresenceInterval[],
  longestBreak: number,
): Pick<Seen, 'cameBeside' | 'mayBeOlder' | 'mayBeNewer'> {
  const within = heartbeats.filter((page) => mayHaveComeDuring(vendor, page, 0));
  // The vendor may have held the connection of a page that went, before anything was heard of it.
  const held = heartbeats.filter((page) => mayHaveComeDuring(vendor, page, longestBreak));
  const isSure = (page: PresenceInterval): boolean => hasComeDuring(vendor, page, longestBreak);
  const sure = newest(within.filter(isSure));
  // A leave alone, just after a page came, is rather an older page's; a proof of presence rather the newer one's.
  const likely = isLeaveAlone(vendor)
    ? (newest(held.filter(isSure)) ?? oldest(within))
    : (newest(within.filter((page) => page.start <= vendor.startRange.latest)) ?? newest(within));
  const cameBeside = sure ?? likely ?? newest(held);
  return {
    cameBeside,
    mayBeOlder: cameBeside !== undefined && !isSure(cameBeside),
    mayBeNewer: sure === undefined && within.some((page) => page.start > (cameBeside?.start ?? Infinity)),
  };
}

const isLeaveAlone = ({ startBasis, endBasis, startRange, endRange }: PresenceInterval): boolean =>
  startBasis !== 'observed' && endBasis === 'observed' && endRange.earliest <= startRange.latest;

/** Whether the connection can have come about on the page that sent these heartbeats. */
function mayHaveComeDuring(
  { startBasis, startRange: { latest: first } }: PresenceInterval,
  { startRange, endRange }: PresenceInterval,
  longestHold: number,
): boolean {
  const hold = startBasis === 'observed' ? 0 : longestHold;
  return startRange.earliest - slack <= first && first <= endRange.latest + slack + hold;
}

/**
 * Whether it can have come about on no older page. Of a connection whose join nobody told: if both left together, or if this
 * page did not come so shortly before that it may still have been waiting, while the vendor held the connection of an older
 * page of which nothing was heard.
 */
function hasComeDuring(
  vendor: PresenceInterval,
  { startRange, endRange, endBasis }: PresenceInterval,
  longestBreak: number,
): boolean {
  if (vendor.startBasis === 'observed') return true;
  const leftTogether = endBasis === 'observed' && near(vendor.end, endRange);
  return (
    startRange.latest + longestBreak + slack <= vendor.startRange.latest ||
    (leftTogether && vendor.endBasis === 'observed')
  );
}

/** Whether the connection was still, when it was last seen, the one of the page that sent these heartbeats. */
function wasSeenDuring(vendor: PresenceInterval, page: PresenceInterval): boolean {
  const last = vendor.endRange.earliest;
  return (
    (page.startRange.earliest - slack <= last && last <= page.endRange.earliest - slack) ||
    // A page that went at once has no later heartbeat; one that came about at its end may be another page's.
    hasComeTogether(vendor, page)
  );
}

const hasComeTogether = (vendor: PresenceInterval, page: PresenceInterval): boolean =>
  vendor.startBasis === 'observed' && page.startBasis === 'observed' && near(vendor.start, page.startRange);

const near = (at: number, { earliest, latest }: InstantRange): boolean =>
  earliest - slack <= at && at <= latest + slack;

function witnessedStart(one: Seen, before: readonly Seen[], longestBreak: number): Start {
  const { interval, cameBeside, mayBeOlder, mayBeNewer } = one;
  const first = interval.startRange.latest;
  const previous = before.findLast(
    (other) => other.lastBeside === cameBeside || other.cameBeside === cameBeside,
  )?.interval;
  const witnessed = (
    at: number,
    earliest: number,
    latest: number,
    by: readonly Evidence[] | undefined,
  ): Start =>
    endpoint(
      'witness',
      Math.min(first, at),
      earliest,
      mayBeNewer ? first : Math.min(first, latest),
      together(interval.proofs?.start, by),
    );
  if (previous !== undefined && cameBeside !== undefined) {
    const { end, endBasis, endRange } = previous;
    const by = previous.proofs?.end;
    // Somewhere between the one's last and the other's first proof.
    if (endBasis !== 'observed')
      return witnessed((endRange.earliest + first) / 2, endRange.earliest, first, by);
    // The page may have come after the previous one had left.
    const { start, startRange } = cameBeside;
    const cameLater = endRange.earliest < startRange.latest;
    const latest = Math.max(endRange.latest, cameLater ? startRange.latest + slack : -Infinity);
    return witnessed(cameLater ? Math.max(end, start) : end, endRange.earliest, latest + longestBreak, by);
  }
  if (cameBeside !== undefined) {
    const { start, startRange } = cameBeside;
    const earliest = startRange.earliest - slack;
    return witnessed(
      start,
      mayBeOlder ? Math.min(interval.startRange.earliest, earliest) : earliest,
      startRange.latest + slack + longestBreak,
      cameBeside.proofs?.start,
    );
  }
  const floor = previous === undefined ? -Infinity : previous.endRange.earliest - slack;
  const own = startOf(interval);
  return endpoint(
    own.basis,
    Math.min(first, Math.max(own.at, floor)),
    Math.max(own.earliest, Math.min(floor, first)),
    own.latest,
    own.proofs,
  );
}

function witnessedEnd(
  { interval, lastBeside }: Seen,
  [next]: readonly Seen[],
  [nextStart]: readonly Start[],
  longestBreak: number,
): End {
  const own = endOf(interval);
  const last = own.earliest;
  // The room's end is another's word for it, which is not needed where others tell more.
  const lastProof = own.proofs.filter(({ connection }) => connection !== undefined);
  // Whatever page the next one is of, it has replaced this one.
  const ceiling = nextStart === undefined ? Infinity : Math.max(nextStart.latest + slack, last);
  // Nobody is billed for the same time twice, where it may as well have been once.
  const until = nextStart === undefined ? Infinity : Math.max(nextStart.at, last);
  if (lastBeside !== undefined) {
    // If the page came only after the last proof, the connection may have been an older page's.
    const isSure = lastBeside.startRange.latest <= last || hasComeTogether(interval, lastBeside);
    if (nextStart !== undefined && next?.cameBeside === lastBeside) {
      const isTold = isSure && nextStart.basis === 'observed';
      return endpoint(
        'witness',
        Math.max(last, nextStart.at),
        isTold ? Math.max(last, nextStart.earliest - longestBreak) : last,
        Math.max(nextStart.latest, last),
        together(lastProof, nextStart.proofs),
      );
    }
    const host = heldEnd(lastBeside, longestBreak);
    const earliest = isSure ? Math.max(last, host.earliest - slack - longestBreak) : last;
    // A page that surely goes on beside a newer one is a second tab.
    const isReplaced = earliest <= ceiling;
    const most = isReplaced ? Math.min(own.latest, ceiling) : own.latest;
    const latest = Math.min(most, Math.max(last, host.latest + slack));
    // Both are right, or what is assumed of pages and vendors does not hold here.
    if (earliest <= latest) {
      const at = Math.min(latest, Math.max(earliest, isReplaced ? Math.min(host.at, until) : host.at));
      const isOwn = latest === own.latest;
      const proofs = together(isOwn ? own.proofs : lastProof, host.proofs);
      return endpoint(host.basis === 'observed' ? 'witness' : host.basis, at, earliest, latest, proofs);
    }
  }
  return endpoint(own.basis, Math.min(own.at, until), last, Math.min(own.latest, ceiling), own.proofs);
}

/** Of both, each row once; nothing at all where nobody asked. */
const together = (
  own: readonly Evidence[] | undefined,
  others: readonly Evidence[] | undefined,
): readonly Evidence[] =>
  own === undefined || others === undefined ? noProofs : [...new Set([...own, ...others])];

export const startOf = (interval: PresenceInterval): Start => ({
  at: interval.start,
  ...interval.startRange,
  basis: interval.startBasis,
  proofs: interval.proofs?.start ?? noProofs,
});

export const endOf = (interval: PresenceInterval): End => ({
  at: interval.end,
  ...interval.endRange,
  basis: interval.endBasis,
  proofs: interval.proofs?.end ?? noProofs,
});

/** Where the vendor's connection of a page ends: however the page went, the vendor may have held it for a while. */
export function heldEnd(heartbeat: PresenceInterval, longestBreak: number): End {
  const end = endOf(heartbeat);
  return { ...end, latest: end.latest + longestBreak };
}

/** The interval with other endpoints, and the bound that follows from them. */
export function withEndpoints(interval: PresenceInterval, start: Start, end: End): PresenceInterval {
  return {
    ...interval,
    start: start.at,
    end: end.at,
    startBasis: start.basis,
    endBasis: end.basis,
    startRange: { earliest: start.earliest, latest: start.latest },
    endRange: { earliest: end.earliest, latest: end.latest },
    errorBoundSeconds: lengthError(start, end) / 1000,
    ...(interval.proofs !== undefined && {
      proofs: { ...interval.proofs, start: start.proofs, end: end.proofs },
    }),
  };
}
