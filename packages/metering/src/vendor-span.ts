import type { Evidence } from '@patchbay/contract';
import { compareBy } from './compare-by.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import type { FoldTimes } from './fold-times.ts';
import { silentVendorEnd } from './silent-end.ts';
import { isSurelyBefore } from './told-moment.ts';

export interface VendorSpan {
  readonly start: Endpoint<'observed' | 'lease'>;
  readonly end: Endpoint;
}

/** The room's own events, which say when it began and ended; sorted by time. */
export interface RoomTimes {
  readonly starts: readonly Evidence[];
  readonly ends: readonly Evidence[];
}

const byTrust = compareBy<Evidence>(
  (row) => row.precision,
  (row) => row.at,
  (row) => row.id,
);
const byTime = compareBy<Evidence>(
  (row) => row.at,
  (row) => row.id,
);

/**
 * When one vendor connection was there. A connection that left stays gone (a rejoin has another id), so there is one span;
 * of several witnesses of its join or leave the most precise one counts.
 */
export function vendorSpan(
  rows: readonly [Evidence, ...Evidence[]],
  room: RoomTimes,
  times: FoldTimes,
): VendorSpan {
  const joined = rows.filter((row) => row.kind === 'joined').sort(byTrust)[0];
  const left = rows.filter((row) => row.kind === 'left').sort(byTrust)[0];
  const inTime = [...rows].sort(byTime);
  const first = inTime[0] ?? rows[0];
  const last = inTime.at(-1) ?? rows[0];
  const start = joined === undefined ? unseenStart(first, room, times) : seenStart(joined, rows);
  if (left === undefined) {
    return { start, end: silentVendorEnd(last, room.ends, times) };
  }
  // Two clocks may put a short stay's leave before its join.
  const end = Math.max(left.at, start.at);
  return {
    start,
    end: endpoint('observed', end, left.at - left.precision, left.at + left.precision, [left]),
  };
}

/** A poll may have seen the connection before the vendor told of it. Leaves do not: they may be cut to whole seconds. */
function seenStart(joined: Evidence, rows: readonly Evidence[]): VendorSpan['start'] {
  const first = rows.reduce((least, row) => (row.kind !== 'left' && row.at < least.at ? row : least), joined);
  const proofs = first === joined ? [joined] : [joined, first];
  return endpoint('observed', first.at, first.at - joined.precision, joined.at + joined.precision, proofs);
}

/**
 * Nobody told of the join: half a lease before the first proof, and back to the start of the room at most. A room that began
 * so shortly before the first proof that it may be the next one bounds nothing.
 */
function unseenStart(first: Evidence, room: RoomTimes, times: FoldTimes): VendorSpan['start'] {
  const roomStart = room.starts.findLast((start) => isSurelyBefore(start, first));
  const earliest =
    roomStart === undefined ? first.at - first.precision - times.longest : roomStart.at - roomStart.precision;
  return endpoint(
    'lease',
    Math.max(earliest, first.at - times.lease / 2),
    earliest,
    first.at + first.precision,
    roomStart === undefined ? [first] : [first, roomStart],
  );
}
