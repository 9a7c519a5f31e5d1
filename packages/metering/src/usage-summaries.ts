import type { ProviderId } from '@patchbay/contract';
import { aloneTimes } from './alone-time.ts';
import { receivedSeconds } from './carried-usage.ts';
import { carriedOf } from './carried-within.ts';
import type { UsagePeriod } from './clip-connection.ts';
import { compareBy } from './compare-by.ts';
import { groupBy } from './group-by.ts';
import { peakConcurrency } from './peak-concurrency.ts';
import type { BillableConnection } from './presence-interval.ts';
import { roomsOf } from './usage-of.ts';
import { monthShares } from './usage-share.ts';
import type { UsageConnection, UsageSummary } from './usage-summary.ts';

export interface UsageSummaryOptions {
  /** Which of its manifest's deployments a provider runs as; the ledger does not know. */
  readonly deploymentOf?: (provider: ProviderId) => string | undefined;
  /** Only what lies within. */
  readonly period?: UsagePeriod;
}

/** Connections as bills are made of them: one summary per provider and month (UTC), sorted by month, then provider. */
export function usageSummaries(
  connections: readonly BillableConnection[],
  { deploymentOf, period }: UsageSummaryOptions = {},
): readonly UsageSummary[] {
  const parts = connections
    .flatMap((connection) => monthShares(connection, period))
    .flatMap(({ month, part }) => (part === undefined ? [] : { month, part }));
  return groupBy(parts, ({ month, part }) => [month, part.provider])
    .map((group) => {
      const [{ month, part }] = group;
      return summaryOf(
        { month, provider: part.provider },
        deploymentOf?.(part.provider),
        group.map((one) => one.part),
      );
    })
    .sort(
      compareBy(
        (summary) => summary.month,
        (summary) => summary.provider,
      ),
    );
}

function summaryOf(
  key: Pick<UsageSummary, 'month' | 'provider'>,
  deployment: string | undefined,
  connections: readonly BillableConnection[],
): UsageSummary {
  const alone = aloneByConnection(connections);
  const milliseconds = connections.reduce((sum, { start, end }) => sum + end - start, 0);
  return {
    ...key,
    ...(deployment === undefined ? {} : { deployment }),
    connections: connections.map((one) => ({
      consultId: one.consultId,
      person: one.person,
      connection: one.connection,
      participantClass: one.participantClass,
      startedAt: one.start,
      seconds: one.seconds,
      errorBoundSeconds: one.errorBoundSeconds,
      aloneSeconds: (alone.get(one) ?? 0) / 1000,
      mediaClass: one.media ?? 'unknown',
      ...carriedParts(one),
    })),
    participantSeconds: milliseconds / 1000,
    peakConcurrentParticipants: peakConcurrency(connections),
    peakConcurrentRooms: peakConcurrency(roomsOf(connections)),
  };
}

function carriedParts(
  one: BillableConnection,
): Pick<UsageConnection, 'secondsByClass' | 'unsizedSeconds' | 'downstream'> {
  if (one.carried === undefined) return {};
  const sums = carriedOf([one]);
  const { unsized, unknown: _unknown, ...secondsByClass } = receivedSeconds((name) => sums[name], 0);
  return {
    secondsByClass,
    unsizedSeconds: unsized,
    downstream: { bytes: sums.bytes_received, seconds: sums.received_counted_milliseconds / 1000 },
  };
}

/** In milliseconds; whoever else was in the consult on the same provider counts as company. */
function aloneByConnection(
  connections: readonly BillableConnection[],
): ReadonlyMap<BillableConnection, number> {
  const rooms = groupBy(connections, ({ tenant, consultId }) => [tenant, consultId]);
  return new Map(
    rooms.flatMap((room) => {
      const times = aloneTimes(room);
      return room.map((connection, index) => [connection, times[index] ?? 0] as const);
    }),
  );
}
