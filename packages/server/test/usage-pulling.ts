import { join } from 'node:path';
import { type UsageRequest, type VendorUsage, VideoError } from '@patchbay/contract';
import { evidenceId, openSqliteLedger } from '@patchbay/metering';
import { onTestFinished } from 'vitest';
import type { BackendRegistry, RunningBackend } from '../src/backends/backend-registry.ts';
import { createCurrentConfig } from '../src/config/current-config.ts';
import type { PatchbayConfigInput } from '../src/config/config-schema.ts';
import { openSqliteConsultStore } from '../src/consults/sqlite-consult-store.ts';
import { createBackgroundTurns } from '../src/instances/background-turns.ts';
import type { LogEntry } from '../src/observation/log.ts';
import { createMetrics } from '../src/observation/metrics.ts';
import { createPullDueUsage } from '../src/reconciliation/pull-due-usage.ts';
import { createUsagePuller } from '../src/reconciliation/usage-puller.ts';
import { openUsageBook } from '../src/usage/open-usage-book.ts';
import { createManualTime } from './manual-time.ts';
import { temporaryDirectory, testConfig } from './start-patchbay.ts';
import { createStubVendor } from './stub-vendor.ts';

export const hour = 3_600_000;
export const day = 24 * hour;
/** When the one consult began: ten minutes of one person, whose name in the vendor's room is `seat-1`. */
export const consultAt = Date.UTC(2026, 10, 20, 9);

/** A vendor that counts, and what it was asked. */
export interface CountingVendor {
  readonly id: string;
  /** The days asked about, `20` for the twentieth, in order. */
  readonly asked: string[];
  /** What it answers about the day of the consult; other days have nothing. */
  seconds: number;
  /** Awaited before it answers. */
  before: (day: string) => Promise<void>;
  limitedUntil: number;
  readonly running: RunningBackend;
}

export function createCountingVendor(
  id: string,
  options: { readonly memoryDays?: number; readonly kind?: 'managed' | 'self-hosted' } = {},
): CountingVendor {
  const { descriptor } = createStubVendor(id);
  const vendor: CountingVendor = {
    id,
    asked: [],
    seconds: 600,
    before: () => Promise.resolve(),
    limitedUntil: 0,
    get running() {
      const [deployment] = descriptor.manifest.deployments;
      const backend = {
        id,
        ...(options.memoryDays !== undefined && { usageMemoryDays: options.memoryDays }),
        pullUsage: (request: UsageRequest) => answer(request),
      };
      return {
        descriptor,
        backend: backend as unknown as RunningBackend['backend'],
        deployment: { ...deployment, kind: options.kind ?? 'managed' } as RunningBackend['deployment'],
        limitedUntil: () => vendor.limitedUntil,
      };
    },
  };
  const answer = async ({ from, to }: UsageRequest): Promise<readonly VendorUsage[]> => {
    const name = new Date(from).toISOString().slice(8, 10);
    vendor.asked.push(name);
    await vendor.before(name);
    if (consultAt < from || consultAt >= to) return [];
    return [
      {
        room: `room-${id}`,
        participant: 'seat-1',
        connection: `${id}-1`,
        startedAt: consultAt,
        endedAt: consultAt + vendor.seconds * 1000,
        participantSeconds: vendor.seconds,
        amount: undefined,
      },
    ];
  };
  return vendor;
}

export const refuse = (code: ConstructorParameters<typeof VideoError>[0]) => (): Promise<never> =>
  Promise.reject(new VideoError(code, 'It says room-stub and seat-1.', { provider: 'stub' }));

/** A puller with a ledger in which each vendor carried the consult of {@link consultAt}, on a clock moved by hand. */
export async function pulling(
  vendors: readonly CountingVendor[],
  start: number,
  metering: PatchbayConfigInput['metering'] = {},
) {
  const directory = await temporaryDirectory();
  const time = createManualTime(start);
  const { now, schedule } = time;
  const stubs = vendors.map(({ id }) => createStubVendor(id));
  const config = createCurrentConfig(
    testConfig(stubs, directory, { provider: vendors[0]?.id ?? 'stub', metering }),
  );
  const ledger = await openSqliteLedger({ path: join(directory, 'ledger.sqlite'), now });
  const consults = openSqliteConsultStore(join(directory, 'consults.sqlite'));
  const book = openUsageBook({ ledger, config, now });
  for (const { id } of vendors) {
    await consults.insert({
      id: `consult-${id}`,
      tenant: 'north',
      carriers: [{ provider: id, deployment: 'cloud' }],
      room: `room-${id}`,
      phi: false,
      features: [],
      maxParticipants: 2,
      state: 'open',
      createdAt: consultAt,
      endedAt: undefined,
    });
    await consults.rememberRoom(`consult-${id}`, id, `room-${id}`);
    await consults.takeSeat(`consult-${id}`, 'seat-1', 'person-1');
    const rows = (['joined', 'left'] as const).map((kind, index) => {
      const fact = {
        kind,
        at: consultAt + index * 600_000,
        source: 'webhook' as const,
        provider: id,
        tenant: 'north',
        consultId: `consult-${id}`,
        person: 'person-1',
        connection: `${id}-1`,
        participantClass: 'person' as const,
        precision: 1,
      };
      return { id: evidenceId(fact), ...fact, receivedAt: fact.at };
    });
    await ledger.append(rows);
  }
  await book.rollUp();
  const metrics = createMetrics(now);
  const log: LogEntry[] = [];
  const backends: BackendRegistry = {
    find: (id) => vendors.find((vendor) => vendor.id === id)?.running,
    running: () => vendors.map(({ running }) => running),
    start: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
  const turns = createBackgroundTurns(undefined);
  /** As another instance would have it, with the same turns. */
  const another = () => {
    const pullDueUsage = createPullDueUsage({
      config,
      ledger,
      book,
      consults,
      turns,
      metrics,
      schedule,
      now,
    });
    return createUsagePuller({
      config,
      backends,
      pullDueUsage,
      instances: undefined,
      metrics,
      log: (entry) => void log.push(entry),
      schedule,
      now,
      random: () => 0.5,
    });
  };
  const puller = another();
  onTestFinished(async () => {
    await puller.stop();
    await consults.close();
    await ledger.close();
  });
  return {
    puller,
    another,
    time,
    config,
    book,
    ledger,
    log,
    metrics: async () =>
      (await metrics.render()).text.split('\n').filter((line) => line.startsWith('patchbay_usage_pull')),
    /** What reports say of the month: whether all days are answered, and the variance. */
    reconciled: async (provider: string) => {
      const found = await book.reconciled({ from: '2026-11', to: '2026-11' });
      const one = found.find((each) => each.provider === provider);
      return one && [one.whole, one.theirsSeconds - one.oursSeconds];
    },
  };
}
