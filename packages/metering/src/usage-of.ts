import type { ConsultId, ProviderId } from '@patchbay/contract';
import { byMonth, clipConnection, type UsagePeriod } from './clip-connection.ts';
import { groupBy } from './group-by.ts';
import { peakConcurrency } from './peak-concurrency.ts';
import type { BillableConnection } from './presence-interval.ts';
import { spanUnion } from './span-union.ts';
import type { UsageMonth } from './usage-summary.ts';

/** What some connections come to. */
export interface Usage {
  /** The sum over connections of every class: what a vendor calls a participant. */
  readonly participantSeconds: number;
  readonly participantMinutes: number;
  /** The true participant-seconds differ by at most this: the sum of the connections' bounds. */
  readonly errorBoundSeconds: number;
  readonly connections: number;
  readonly consults: number;
  /** Exact. */
  readonly peakConcurrentParticipants: number;
  /** Exact: rooms (a consult on one provider) with at least one connection at the same instant. */
  readonly peakConcurrentRooms: number;
}

export interface UsageReport {
  readonly total: Usage;
  readonly byProvider: ReadonlyMap<ProviderId, Usage>;
  readonly byTenant: ReadonlyMap<string, Usage>;
  readonly byConsult: ReadonlyMap<ConsultId, Usage>;
  /** Calendar months in UTC; a connection over midnight of the last day counts in both for its part. */
  readonly byMonth: ReadonlyMap<UsageMonth, Usage>;
}

/** Participant-minutes and peaks; only of what lies within the period, when one is given. Maps are sorted by key. */
export function usageOf(connections: readonly BillableConnection[], period?: UsagePeriod): UsageReport {
  const counted =
    period === undefined
      ? connections
      : connections.flatMap((connection) => clipConnection(connection, period) ?? []);
  return {
    total: usage(counted),
    byProvider: usageBy(counted, (connection) => connection.provider),
    byTenant: usageBy(counted, (connection) => connection.tenant),
    byConsult: usageBy(counted, (connection) => connection.consultId),
    byMonth: sortedMap(
      groupBy(counted.flatMap(byMonth), ({ month }) => [month]).map((group) => [
        group[0].month,
        usage(group.map(({ part }) => part)),
      ]),
    ),
  };
}

const usageBy = (
  connections: readonly BillableConnection[],
  keyOf: (connection: BillableConnection) => string,
): ReadonlyMap<string, Usage> =>
  sortedMap(
    groupBy(connections, (connection) => [keyOf(connection)]).map((group) => [keyOf(group[0]), usage(group)]),
  );

const sortedMap = (entries: readonly (readonly [string, Usage])[]): ReadonlyMap<string, Usage> =>
  new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

function usage(connections: readonly BillableConnection[]): Usage {
  // In whole milliseconds, so that the order of summing cannot matter.
  const milliseconds = connections.reduce((sum, { start, end }) => sum + end - start, 0);
  const bound = connections.reduce((sum, one) => sum + Math.ceil(one.errorBoundSeconds * 1000), 0);
  const rooms = roomsOf(connections);
  return {
    participantSeconds: milliseconds / 1000,
    participantMinutes: milliseconds / 60_000,
    errorBoundSeconds: bound / 1000,
    connections: connections.length,
    consults: new Set(connections.map(({ tenant, consultId }) => JSON.stringify([tenant, consultId]))).size,
    peakConcurrentParticipants: peakConcurrency(connections),
    peakConcurrentRooms: peakConcurrency(rooms),
  };
}

/** When each room had somebody in it. */
export const roomsOf = (
  connections: readonly BillableConnection[],
): readonly { readonly start: number; readonly end: number }[] =>
  groupBy(connections, ({ tenant, consultId, provider }) => [tenant, consultId, provider]).flatMap((group) =>
    spanUnion(group),
  );
