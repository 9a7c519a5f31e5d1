import { carriedByConnection } from './carried-by-connection.ts';
import { compareBy } from './compare-by.ts';
import { coveredPresence } from './covered-presence.ts';
import { groupBy } from './group-by.ts';
import type { BillableConnection, CarriedHour, PresenceInterval } from './presence-interval.ts';
import { mediaOf } from './media-of.ts';
import { witnessedVendorIntervals } from './witnessed-presence.ts';

export interface WitnessOptions {
  /**
   * For how long in all a page that beats may have been without its vendor (reconnecting), or a vendor may hold the
   * connection of a page that vanished. 30 unless given.
   */
  readonly longestBreakSeconds?: number;
}

/**
 * Intervals as a vendor would bill them: each of its connections once. A page's heartbeats and the vendor's webhooks have
 * different connection ids for one presence; the vendor's is the one that counts, its missing ends filled in from the
 * heartbeats. Heartbeats count by themselves where no vendor connection was seen at all. Sorted.
 */
export function billableConnections(
  intervals: readonly PresenceInterval[],
  options: WitnessOptions = {},
): readonly BillableConnection[] {
  const longestBreak = (options.longestBreakSeconds ?? 30) * 1000;
  return groupBy(intervals, personInRoom)
    .flatMap((group) => {
      const heartbeats = group.filter((interval) => interval.witness === 'heartbeat');
      const vendor = witnessedVendorIntervals(
        group.filter((interval) => interval.witness === 'vendor'),
        heartbeats,
        longestBreak,
      );
      const covered = coveredPresence(heartbeats, vendor, longestBreak);
      const counted = [...covered.vendor, ...covered.uncovered];
      const carried = carriedByConnection(counted, heartbeats);
      return counted.map((interval, index) => billable(interval, carried[index] ?? [], longestBreak));
    })
    .sort(byPlaceAndTime);
}

function billable(
  interval: PresenceInterval,
  carried: readonly CarriedHour[],
  longestBreak: number,
): BillableConnection {
  const { stretches: _stretches, ...counted } = interval;
  const length = interval.end - interval.start;
  const seconds = length / 1000;
  if (carried.length === 0) return { ...counted, seconds };
  const media = mediaOf(carried, length, longestBreak);
  return { ...counted, seconds, carried, ...(media !== undefined && { media }) };
}

/**
 * Connections of nobody known have nothing to do with each other, nor has a person's screen or agent, which a vendor counts
 * as one more user of theirs, with the person's own connections: it replaces none, and no heartbeat is a witness of it.
 */
const personInRoom = (interval: PresenceInterval): readonly (string | undefined)[] => [
  interval.tenant,
  interval.consultId,
  interval.provider,
  interval.person,
  interval.participantClass,
  interval.person === undefined ? interval.connection : undefined,
];

const byPlaceAndTime = compareBy<BillableConnection>(
  (connection) => connection.tenant,
  (connection) => connection.consultId,
  (connection) => connection.provider,
  (connection) => connection.person ?? '',
  (connection) => connection.start,
  (connection) => connection.end,
  (connection) => connection.connection,
);
