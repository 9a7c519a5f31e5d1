import { openPostgresLedger } from '@patchbay/metering';
import type { Pool } from 'pg';
import type { RunningBackend } from '../../packages/server/src/backends/backend-registry.ts';
import { processSchedule } from '../../packages/server/src/backends/schedule.ts';
import { createCurrentConfig } from '../../packages/server/src/config/current-config.ts';
import { openPostgresConsultStore } from '../../packages/server/src/consults/postgres-consult-store.ts';
import { createBackgroundTurns } from '../../packages/server/src/instances/background-turns.ts';
import { createMetrics } from '../../packages/server/src/observation/metrics.ts';
import { createPullDueUsage } from '../../packages/server/src/reconciliation/pull-due-usage.ts';
import type { PulledDay } from '../../packages/server/src/reconciliation/pull-vendor-usage.ts';
import { testConfig } from '../../packages/server/test/start-patchbay.ts';
import { createStubVendor } from '../../packages/server/test/stub-vendor.ts';

/** What the vendor still knows of, and is over. */
export const twoDays = ['2026-11-21', '2026-11-22'] as const;
const now = Date.UTC(2026, 10, 23, 12);

/** One instance's asking of a vendor for its usage, as of one moment; `before` is awaited before the vendor answers about a day. */
export async function usageOnPostgres(pool: Pool, before: (day: string) => Promise<void>) {
  const vendor = createStubVendor();
  const config = createCurrentConfig(testConfig([vendor], '/nowhere'));
  const ledger = await openPostgresLedger({ pool, now: () => now });
  const consults = await openPostgresConsultStore({ pool, place: 'postgresql://scratch', now: () => now });
  const asked: string[] = [];
  const backend: Partial<RunningBackend['backend']> = {
    usageMemoryDays: 2.9,
    pullUsage: async ({ from }) => {
      const day = new Date(from).toISOString().slice(0, 10);
      asked.push(day);
      await before(day);
      return [];
    },
  };
  const running = {
    descriptor: vendor.descriptor,
    backend,
    limitedUntil: () => 0,
  } as unknown as RunningBackend;
  const turns = createBackgroundTurns(pool);
  const pullDueUsage = createPullDueUsage({
    config,
    ledger,
    // Something was carried in a month before.
    book: { openMonths: async () => ['2026-10'], closedMonths: async () => new Map() },
    consults,
    turns,
    metrics: createMetrics(),
    schedule: processSchedule,
    now: () => now,
  });
  const pull = (): Promise<readonly PulledDay[]> =>
    pullDueUsage(running, {
      everyMilliseconds: 86_400_000,
      failedDays: new Map(),
      signal: new AbortController().signal,
    });
  return { pull, asked, turns };
}
