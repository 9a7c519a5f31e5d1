import { expect } from 'vitest';
import type { BookedLedger } from '../src/ledger-work.ts';
import type { UsageBook } from '../src/usage-book.ts';
import { usageOf } from '../src/usage-of.ts';
import { recomputedConnections, recomputedSummaries, recomputedTogether } from './recomputed-usage.ts';
import { heartbeatSeconds, leaseSeconds } from './true-page.ts';

export interface Desk {
  readonly ledger: BookedLedger;
  readonly book: UsageBook;
  readonly clock: { at: number };
}

const hour = 3_600_000;
export const times = { leaseSeconds, heartbeatSeconds };
/** Where the random truths are. */
export const period = { from: Date.UTC(2026, 5), to: Date.UTC(2026, 7) };

/** Whether the rollups say what all evidence gives. */
export async function expectRecomputed(
  { ledger, book, clock }: Desk,
  ruleDates: readonly string[] = [],
): Promise<void> {
  const connections = await recomputedConnections(ledger, { ...times, now: clock.at });
  for (const tenant of [undefined, 'clinic', 'other']) {
    const of = connections.filter((one) => (tenant ?? one.tenant) === one.tenant);
    const rolled = await book.usageFromRollups(period, tenant);
    const whole = usageOf(of, period);
    expect(rolled.summaries).toEqual(recomputedSummaries(of, ruleDates));
    expect(rolled.together).toEqual(recomputedTogether(of, ruleDates));
    expect(rolled.byMonth).toEqual(whole.byMonth);
    const { errorBoundSeconds: _, ...exact } = whole.total;
    expect(rolled.total).toMatchObject(exact);
    const hours = await book.hours(period, tenant);
    for (const one of hours) {
      const ofHour = of.filter(({ provider }) => [provider, ''].includes(one.provider));
      const { total } = usageOf(ofHour, { from: one.from, to: one.from + hour });
      expect([one.milliseconds, one.connections, one.consults, one.boundMilliseconds]).toEqual([
        Math.round(total.participantSeconds * 1000),
        total.connections,
        total.consults,
        Math.round(total.errorBoundSeconds * 1000),
      ]);
      expect([one.peakParticipants, one.peakRooms]).toEqual([
        total.peakConcurrentParticipants,
        total.peakConcurrentRooms,
      ]);
    }
    const milliseconds = hours
      .filter(({ provider }) => provider === '')
      .reduce((sum, one) => sum + one.milliseconds, 0);
    expect(milliseconds).toBe(Math.round(whole.total.participantSeconds * 1000));
  }
}
