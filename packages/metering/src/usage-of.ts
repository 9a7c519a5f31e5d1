import type { ConsultId, ProviderId } from '@patchbay/contract';
import { type CarriedUsage, carriedUsage } from './carried-usage.ts';
import { carriedOf } from './carried-within.ts';
import type { UsagePeriod } from './clip-connection.ts';
import { groupBy } from './group-by.ts';
import { peakConcurrency } from './peak-concurrency.ts';
import type { BillableConnection } from './presence-interval.ts';
import { spanUnion } from './span-union.ts';
import { monthShares, shareIn, type UsageShare } from './usage-share.ts';
import type { UsageMonth } from './usage-summary.ts';

/** What some connections come to. */
export interface Usage {
  /** The sum over connections of every class: what a vendor calls a participant. */
  readonly participantSeconds: number;
  readonly participantMinutes: number;
  /** The true participant-seconds differ by at most this: the bounds of what is counted, and what more may have been. */
  readonly errorBoundSeconds: number;
  readonly connections: number;
  readonly consults: number;
  /** Exact. */
  readonly peakConcurrentParticipants: number;
  /** Exact: rooms (a consult on one provider) with at least one connection at the same instant. */
  readonly peakConcurrentRooms: number;
  readonly carried: CarriedUsage;
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
  const shares = connections.flatMap((connection) => shareIn(connection, period) ?? []);
  const months = connections.flatMap((connection) => monthShares(connection, period));
  return {
    total: usage(shares),
    byProvider: usageBy(shares, ({ connection }) => connection.provider),
    byTenant: usageBy(shares, ({ connection }) => connection.tenant),
    byConsult: usageBy(shares, ({ connection }) => connection.consultId),
    byMonth: usageBy(months, ({ month }) => month),
  };
}

const usageBy = <Share extends UsageShare>(
  shares: readonly Share[],
  keyOf: (share: Share) => string,
): ReadonlyMap<string, Usage> =>
  sortedMap(groupBy(shares, (share) => [keyOf(share)]).map((group) => [keyOf(group[0]), usage(group)]));

const sortedMap = (entries: readonly (readonly [string, Usage])[]): ReadonlyMap<string, Usage> =>
  new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

function usage(shares: readonly UsageShare[]): Usage {
  const connections = shares.flatMap(({ part }) => part ?? []);
  // In whole milliseconds, so that the order of summing cannot matter.
  const milliseconds = connections.reduce((sum, { start, end }) => sum + end - start, 0);
  const bounds = shares.reduce((sum, { bound }) => sum + bound, 0);
  const rooms = roomsOf(connections);
  return {
    participantSeconds: milliseconds / 1000,
    participantMinutes: milliseconds / 60_000,
    errorBoundSeconds: bounds / 1000,
    connections: connections.length,
    consults: new Set(connections.map(({ tenant, consultId }) => JSON.stringify([tenant, consultId]))).size,
    peakConcurrentParticipants: peakConcurrency(connections),
    peakConcurrentRooms: peakConcurrency(rooms),
    carried: carriedUsage(carriedOf(connections), milliseconds),
  };
}

/** When each room had somebody in it. */
export const roomsOf = (
  connections: readonly BillableConnection[],
): readonly { readonly start: number; readonly end: number }[] =>
  groupBy(connections, ({ tenant, consultId, provider }) => [tenant, consultId, provider]).flatMap((group) =>
    spanUnion(group),
  );
