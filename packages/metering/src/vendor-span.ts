import type { Evidence } from '@patchbay/contract';
import { compareBy } from './compare-by.ts';
import { endpoint, type Endpoint } from './endpoint.ts';
import type { FoldTimes } from './fold-times.ts';
import { silentVendorEnd } from './silent-end.ts';

export interface VendorSpan {
  readonly start: Endpoint<'observed' | 'lease'>;
  readonly end: Endpoint;
}

/** When the room's own events say that it began and ended; sorted. */
export interface RoomTimes {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
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
  return { start, end: endpoint('observed', end, left.at - left.precision, left.at + left.precision) };
}

/** A poll may have seen the connection before the vendor told of it. Leaves do not: they may be cut to whole seconds. */
function seenStart(joined: Evidence, rows: readonly Evidence[]): VendorSpan['start'] {
  const at = rows.reduce((least, row) => (row.kind === 'left' ? least : Math.min(least, row.at)), joined.at);
  return endpoint('observed', at, at - joined.precision, joined.at + joined.precision);
}

/** Nobody told of the join: half a lease before the first proof, and back to the start of the room at most. */
function unseenStart(first: Evidence, room: RoomTimes, times: FoldTimes): VendorSpan['start'] {
  const roomStart = room.starts.findLast((at) => at <= first.at);
  const earliest = Math.max(roomStart ?? -Infinity, first.at - times.longest);
  return endpoint(
    'lease',
    Math.max(earliest, first.at - times.lease / 2),
    earliest - first.precision,
    first.at + first.precision,
  );
}
