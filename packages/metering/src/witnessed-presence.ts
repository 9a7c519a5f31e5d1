import { compareBy } from './compare-by.ts';
import type { Evidence } from '@patchbay/contract';
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
  const seen = [...vendor].sort(byFirstProof).map((interval) => ({
    interval,
    cameBeside: newest(heartbeats.filter((heartbeat) => cameDuring(interval, heartbeat, longestBreak))),
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

/** A leave whose join nobody told comes before a join that is told of the same moment. */
const byFirstProof = compareBy<PresenceInterval>(
  ({ startBasis, startRange }) => (startBasis === 'observed' ? startRange.latest : startRange.latest - slack),
  (interval) => interval.connection,
);

const newest = (heartbeats: readonly PresenceInterval[]): PresenceInterval | undefined =>
  [...heartbeats].sort(
    compareBy(
      (heartbeat) => -heartbeat.start,
      (heartbeat) => heartbeat.connection,
    ),
  )[0];

/** Whether the connection can have come about on the page that sent these heartbeats. */
function cameDuring(
  vendor: PresenceInterval,
  { startRange, endRange, ...page }: PresenceInterval,
  longestBreak: number,
): boolean {
  const first = vendor.startRange.latest;
  if (first > endRange.latest + slack) {
    return false;
  }
  if (vendor.startBasis === 'observed') {
    return startRange.earliest - slack <= first;
  }
  // Known by its leave alone: the page's own if both left together, else not of a page that came so shortly before that it
  // may still have been waiting, while the vendor held the connection of an older page of which nothing was heard.
  const leftTogether = page.endBasis === 'observed' && near(vendor.end, endRange);
  return (
    startRange.latest + longestBreak + slack <= first || (leftTogether && vendor.endBasis === 'observed')
  );
}

/** Whether the connection was still, when it was last seen, the one of the page that sent these heartbeats. */
function wasSeenDuring(
  vendor: PresenceInterval,
  { startRange, endRange, ...page }: PresenceInterval,
): boolean {
  const last = vendor.endRange.earliest;
  const cameTogether = page.startBasis === 'observed' && near(vendor.start, startRange);
  return (
    (startRange.earliest - slack <= last && last <= endRange.earliest - slack) ||
    // A page that went at once has no later heartbeat; one that came about at its end may be another page's.
    (cameTogether && vendor.startBasis === 'observed')
  );
}

const near = (at: number, { earliest, latest }: InstantRange): boolean =>
  earliest - slack <= at && at <= latest + slack;

function witnessedStart(one: Seen, before: readonly Seen[], longestBreak: number): Start {
  const { interval, cameBeside } = one;
  const first = interval.startRange.latest;
  const proofs = (others: readonly Evidence[] | undefined) => together(interval.proofs?.start, others);
  const previous = before.findLast(
    (other) => other.lastBeside === cameBeside || other.cameBeside === cameBeside,
  )?.interval;
  if (previous !== undefined && cameBeside !== undefined) {
    return previous.endBasis === 'observed'
      ? endpoint(
          'witness',
          Math.min(previous.end, first),
          previous.endRange.earliest,
          Math.min(first, previous.endRange.latest + longestBreak),
          proofs(previous.proofs?.end),
        )
      : // Somewhere between the one's last and the other's first proof.
        endpoint(
          'witness',
          (previous.endRange.earliest + first) / 2,
          previous.endRange.earliest,
          first,
          proofs(previous.proofs?.end),
        );
  }
  if (cameBeside !== undefined) {
    const { start, startRange } = cameBeside;
    return endpoint(
      'witness',
      Math.min(start, first),
      startRange.earliest - slack,
      Math.min(first, startRange.latest + slack + longestBreak),
      proofs(cameBeside.proofs?.start),
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
  one: Seen,
  after: readonly Seen[],
  startsAfter: readonly Start[],
  longestBreak: number,
): End {
  const { interval, lastBeside } = one;
  const own = endOf(interval);
  const last = own.earliest;
  // The room's end is another's word for it, which is not needed here.
  const lastProof = own.proofs.filter(({ connection }) => connection !== undefined);
  const nextIndex = after.findIndex((other) => other.cameBeside === lastBeside);
  const next = startsAfter[nextIndex];
  if (next !== undefined && lastBeside !== undefined) {
    const earliest = next.basis === 'observed' ? Math.max(last, next.earliest - longestBreak) : last;
    const proofs = together(lastProof, next.proofs);
    return endpoint('witness', Math.max(next.at, last), earliest, Math.max(next.latest, last), proofs);
  }
  if (lastBeside !== undefined) {
    const { at, earliest, latest, basis } = heldEnd(lastBeside, longestBreak);
    const host = endpoint(
      basis === 'observed' ? 'witness' : basis,
      Math.max(last, at),
      Math.max(last, earliest - slack - longestBreak),
      Math.max(last, latest + slack),
      together(lastProof, lastBeside.proofs?.end),
    );
    return width(host) < width(own) ? host : own;
  }
  const ceiling = next === undefined ? Infinity : Math.max(next.latest + slack, last);
  return endpoint(own.basis, Math.min(own.at, ceiling), last, Math.min(own.latest, ceiling), own.proofs);
}

/** Of both, each row once; nothing at all where nobody asked. */
const together = (
  own: readonly Evidence[] | undefined,
  others: readonly Evidence[] | undefined,
): readonly Evidence[] =>
  own === undefined || others === undefined ? noProofs : [...new Set([...own, ...others])];

const width = (of: Endpoint): number => of.latest - of.earliest;

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

/** Where the vendor's connection of a page ends: the page may have vanished, and the vendor have held it for a while. */
export function heldEnd(heartbeat: PresenceInterval, longestBreak: number): End {
  const end = endOf(heartbeat);
  return end.basis === 'lease' ? { ...end, latest: end.latest + longestBreak } : end;
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
