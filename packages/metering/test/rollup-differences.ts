import { isDeepStrictEqual } from 'node:util';
import { carriedUsage } from '../src/carried-usage.ts';
import type { BookedLedger } from '../src/ledger-work.ts';
import type { UsageBook } from '../src/usage-book.ts';
import { usageOf } from '../src/usage-of.ts';
import { recomputedConnections, recomputedSummaries, recomputedTogether } from './recomputed-usage.ts';
import { heartbeatSeconds, leaseSeconds } from './true-page.ts';

export interface RollupDifference {
  readonly what: string;
  readonly rolled: unknown;
  readonly recomputed: unknown;
}

const hour = 3_600_000;

/** Where the book's rollups are not what a recomputation from all evidence gives; everything must be rolled up. */
export async function rollupDifferences(
  { ledger, book, now }: { readonly ledger: BookedLedger; readonly book: UsageBook; readonly now: number },
  period: { readonly from: number; readonly to: number },
  ruleDates: readonly string[] = [],
): Promise<readonly RollupDifference[]> {
  const differences: RollupDifference[] = [];
  const compare = (what: string, rolled: unknown, recomputed: unknown): void => {
    if (!isDeepStrictEqual(rolled, recomputed)) differences.push({ what, rolled, recomputed });
  };
  const connections = await recomputedConnections(ledger, { leaseSeconds, heartbeatSeconds, now });
  for (const tenant of [undefined, 'clinic', 'other']) {
    const of = connections.filter((one) => (tenant ?? one.tenant) === one.tenant);
    const rolled = await book.usageFromRollups(period, tenant);
    const whole = usageOf(of, period);
    const name = tenant ?? 'all';
    compare(`summaries of ${name}`, rolled.summaries, recomputedSummaries(of, ruleDates));
    compare(`all providers together of ${name}`, rolled.together, recomputedTogether(of, ruleDates));
    compare(`months of ${name}`, rolled.byMonth, whole.byMonth);
    // A bound of the whole is not cut at the months' ends.
    const { errorBoundSeconds } = rolled.total;
    compare(`total of ${name}`, rolled.total, { ...whole.total, errorBoundSeconds });
    const hours = await book.hours(period, tenant);
    for (const one of hours) {
      const ofHour = of.filter(({ provider }) => [provider, ''].includes(one.provider));
      const { total } = usageOf(ofHour, { from: one.from, to: one.from + hour });
      compare(
        `hour ${new Date(one.from).toISOString()} of ${name} at ${one.provider}`,
        {
          ...one,
          aloneMilliseconds: 0,
          carried: carriedUsage(one.carried, one.milliseconds),
        },
        {
          from: one.from,
          tenant: tenant ?? '',
          provider: one.provider,
          connections: total.connections,
          consults: total.consults,
          milliseconds: Math.round(total.participantSeconds * 1000),
          boundMilliseconds: Math.round(total.errorBoundSeconds * 1000),
          aloneMilliseconds: 0,
          peakParticipants: total.peakConcurrentParticipants,
          peakRooms: total.peakConcurrentRooms,
          carried: total.carried,
        },
      );
    }
    const milliseconds = hours
      .filter(({ provider }) => provider === '')
      .reduce((sum, one) => sum + one.milliseconds, 0);
    compare(`hours together of ${name}`, milliseconds, Math.round(whole.total.participantSeconds * 1000));
  }
  return differences;
}
