import type { Evidence } from '@patchbay/contract';
import { type CarriedStretch, carriedStretches } from './carried-stretches.ts';
import { compareBy } from './compare-by.ts';
import { lengthError, type Endpoint } from './endpoint.ts';
import { foldTimes, type FoldTimes } from './fold-times.ts';
import { groupBy } from './group-by.ts';
import { fastestJourney, heartbeatProofs, type HeartbeatProof } from './heartbeat-proofs.ts';
import { heartbeatSpans, type HeartbeatSpan } from './heartbeat-spans.ts';
import type { FoldOptions, IntervalProofs, PresenceInterval } from './presence-interval.ts';
import { uniqueEvidence } from './unique-evidence.ts';
import { vendorSpan, type RoomTimes } from './vendor-span.ts';

/** How much faster or slower than the server's a browser's monotonic clock may run. */
const driftPerMillisecond = 0.0002;

/**
 * Evidence to presence intervals, one or more per connection, sorted. Pure: the same rows in any order, any number of
 * times, give the same intervals. The bounds hold as long as a living page's heartbeats are not all lost for a lease at
 * its end, and vendors' clocks are right to their stated precision. Throws a `RangeError` for options that make no sense.
 */
export function foldPresence(
  evidence: readonly Evidence[],
  options: FoldOptions,
): readonly PresenceInterval[] {
  const times = foldTimes(options);
  const rooms = groupBy(uniqueEvidence(evidence), (row) => [row.tenant, row.consultId, row.provider]);
  return rooms.flatMap((rows) => foldRoom(rows, times)).sort(byPlaceAndTime);
}

const byPlaceAndTime = compareBy<PresenceInterval>(
  (interval) => interval.tenant,
  (interval) => interval.consultId,
  (interval) => interval.provider,
  (interval) => interval.person ?? '',
  (interval) => interval.start,
  (interval) => interval.end,
  (interval) => interval.witness,
  (interval) => interval.connection,
);

function foldRoom(rows: readonly Evidence[], times: FoldTimes): readonly PresenceInterval[] {
  const ofKind = (kind: Evidence['kind']): readonly Evidence[] =>
    rows.filter((row) => row.kind === kind).sort((a, b) => a.at - b.at || a.precision - b.precision);
  const room: RoomTimes = { starts: ofKind('room-started'), ends: ofKind('room-ended') };
  const ofConnections = rows.filter((row) => row.connection !== undefined);
  const heartbeats = groupBy(
    ofConnections.filter((row) => row.source === 'heartbeat'),
    (row) => [row.person, row.connection],
  );
  const vendor = groupBy(
    ofConnections.filter((row) => row.source !== 'heartbeat'),
    (row) => [row.connection],
  );
  return [
    ...heartbeats.flatMap((of) => {
      const proofs = heartbeatProofs(of);
      const misplaced = misplacement(proofs);
      const spans = heartbeatSpans(proofs, room.ends, times);
      const stretches = carriedStretches(
        proofs,
        spans.map((span) => ({ start: span.start.at, end: span.end.at })),
      );
      return spans.map((span) => ({
        ...heartbeatInterval(of, span, misplaced, times),
        ...stretchesIn(span, stretches),
      }));
    }),
    ...vendor.map((of) => {
      const { start, end } = vendorSpan(of, room, times);
      const proofs = times.explain
        ? { start: start.proofs, end: end.proofs, rows: of.map((row) => ({ row, at: row.at })) }
        : undefined;
      return {
        ...interval('vendor', of, start, end, proofs),
        errorBoundSeconds: lengthError(start, end) / 1000,
      };
    }),
  ];
}

function stretchesIn(
  { start, end }: HeartbeatSpan,
  stretches: readonly CarriedStretch[],
): Pick<PresenceInterval, 'stretches'> {
  const within = stretches.filter((one) => one.start >= start.at && one.end <= end.at);
  return within.length === 0 ? {} : { stretches: within };
}

const driftOver = (length: number): number => Math.ceil(length * driftPerMillisecond);

/** The fastest heartbeat, which places all, may be at one end of the connection, and what it places at the other. */
function misplacement(proofs: readonly HeartbeatProof[]): number {
  const [first, last] = [proofs[0], proofs.at(-1)];
  return first === undefined || last === undefined ? 0 : driftOver(last.at - first.at) + last.unsure;
}

/** The length is as good as the browser's monotonic clock; the place on the server's clock is a little less certain. */
function heartbeatInterval(
  rows: readonly [Evidence, ...Evidence[]],
  { start, end, unsure, proofs: within }: HeartbeatSpan,
  misplaced: number,
  { explain }: FoldTimes,
): PresenceInterval {
  const placed = <One extends Endpoint>(at: One): One => ({
    ...at,
    earliest: at.earliest - fastestJourney - misplaced,
    latest: at.latest + misplaced,
  });
  const proofs = explain ? { start: start.proofs, end: end.proofs, rows: within } : undefined;
  // `now` is the server's, and the start may be placed too late by a journey.
  const journey = end.basis === 'open' ? fastestJourney : 0;
  const length = lengthError({ ...start, earliest: start.earliest - journey }, end);
  return {
    ...interval('heartbeat', rows, placed(start), placed(end), proofs),
    errorBoundSeconds: (length + driftOver(end.at - start.at) + unsure) / 1000,
  };
}

function interval(
  witness: PresenceInterval['witness'],
  rows: readonly [Evidence, ...Evidence[]],
  start: Endpoint<'observed' | 'lease'>,
  end: HeartbeatSpan['end'],
  proofs: IntervalProofs | undefined,
): Omit<PresenceInterval, 'errorBoundSeconds'> {
  const [{ tenant, consultId, provider, connection = '' }] = rows;
  return {
    tenant,
    consultId,
    provider,
    person: rows.find((row) => row.person !== undefined)?.person,
    connection,
    // A poll may not know better than `person`.
    participantClass: rows.find((row) => row.participantClass !== 'person')?.participantClass ?? 'person',
    witness,
    start: start.at,
    end: end.at,
    startBasis: start.basis,
    endBasis: end.basis,
    startRange: { earliest: start.earliest, latest: start.latest },
    endRange: { earliest: end.earliest, latest: end.latest },
    sources: [...new Set(rows.map((row) => row.source))].sort(),
    ...(proofs !== undefined && { proofs }),
  };
}
