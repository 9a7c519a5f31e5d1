import { aloneTimes } from './alone-time.ts';
import type { CarriedSums } from './carried-sums.ts';
import { carriedOf } from './carried-within.ts';
import { groupBy } from './group-by.ts';
import { hourLength } from './hour-length.ts';
import { peakConcurrency } from './peak-concurrency.ts';
import type { BillableConnection } from './presence-interval.ts';
import { roomsOf } from './usage-of.ts';
import { shareIn } from './usage-share.ts';

/** One hour of one tenant (empty: of all) on one provider (empty: on all). */
export interface UsageHour {
  /** Its beginning, milliseconds since the Unix epoch. */
  readonly from: number;
  readonly tenant: string;
  readonly provider: string;
  /** That were there at some time in it. */
  readonly connections: number;
  readonly consults: number;
  readonly milliseconds: number;
  readonly boundMilliseconds: number;
  /** Spent alone in a room. */
  readonly aloneMilliseconds: number;
  /** Exact. */
  readonly peakParticipants: number;
  readonly peakRooms: number;
  /** What is known of what was carried; what is left over of the milliseconds nobody looked at. */
  readonly carried: CarriedSums;
}

/** The hours, counted from the Unix epoch, in which any of these was or may have been there; in order. */
export function hoursOf(connections: readonly BillableConnection[]): readonly number[] {
  const hours = new Set<number>();
  for (const connection of connections) {
    const start = Math.min(connection.start, connection.startRange.earliest);
    const end = Math.max(connection.end, connection.endRange.latest);
    const last = Math.max(Math.floor(start / hourLength), Math.ceil(end / hourLength) - 1);
    for (let hour = Math.floor(start / hourLength); hour <= last; hour += 1) hours.add(hour);
  }
  return [...hours].sort((a, b) => a - b);
}

/** One hour by tenant and provider, by tenant, by provider, and of all. */
export function usageHours(hour: number, connections: readonly BillableConnection[]): readonly UsageHour[] {
  const from = hour * hourLength;
  const shares = connections.flatMap((one) => shareIn(one, { from, to: from + hourLength }) ?? []);
  const parts = shares.flatMap(({ part }) => part ?? []);
  const alone = new Map(
    groupBy(parts, ({ tenant, consultId, provider }) => [tenant, consultId, provider]).flatMap((room) => {
      const times = aloneTimes(room);
      return room.map((part, index) => [part, times[index] ?? 0] as const);
    }),
  );
  const scopes = [
    { ofTenant: true, ofProvider: true },
    { ofTenant: true, ofProvider: false },
    { ofTenant: false, ofProvider: true },
    { ofTenant: false, ofProvider: false },
  ];
  return scopes.flatMap(({ ofTenant, ofProvider }) =>
    groupBy(shares, ({ connection: { tenant, provider } }) => [
      ofTenant ? tenant : '',
      ofProvider ? provider : '',
    ]).map((ofScope) => {
      const group = ofScope.flatMap(({ part }) => part ?? []);
      return {
        from,
        tenant: ofTenant ? ofScope[0].connection.tenant : '',
        provider: ofProvider ? ofScope[0].connection.provider : '',
        connections: group.length,
        consults: new Set(group.map(({ tenant, consultId }) => JSON.stringify([tenant, consultId]))).size,
        milliseconds: group.reduce((sum, { start, end }) => sum + end - start, 0),
        boundMilliseconds: ofScope.reduce((sum, { bound }) => sum + bound, 0),
        aloneMilliseconds: group.reduce((sum, one) => sum + (alone.get(one) ?? 0), 0),
        peakParticipants: peakConcurrency(group),
        peakRooms: peakConcurrency(roomsOf(group)),
        carried: carriedOf(group),
      };
    }),
  );
}
