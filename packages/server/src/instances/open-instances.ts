import type { ProviderId, RoomInstances } from '@patchbay/contract';
import type { Schedule } from '../backends/schedule.ts';
import { StoreError } from '../consults/open-database.ts';
import { databaseFailure } from '../database/database-failure.ts';
import type { DatabasePool } from '../database/database-pool.ts';
import { migrate } from '../database/migrate.ts';
import { describeError, type Log } from '../observation/log.ts';
import type { Metrics } from '../observation/metrics.ts';
import { unreachable } from './exchange-failure.ts';
import { createExchange } from './exchange.ts';
import { openPostgresWire } from './postgres-wire.ts';
import { isFirst } from './is-first.ts';
import { roomMigrations } from './room-migrations.ts';
import { createRoomRegistry, type RoomRegistry } from './room-registry.ts';
import { createRoomRows } from './room-rows.ts';
import { agreeOnSecret } from './secret-mark.ts';

/** The server's other instances on the same database. */
export interface Instances {
  /** For the rooms of one provider. */
  roomsOf(provider: ProviderId): RoomInstances;
  /** Alive now, this one among them, as far as is known; 0 while this one is cut off. */
  alive(): number;
  /**
   * Whether this instance is the one to see to what needs one of them. While one comes or goes it may be two, or for a moment
   * none; cut off, it is every one.
   */
  isFor(id: string): boolean;
  close(): Promise<void>;
}

export interface InstancesParts {
  readonly pool: DatabasePool;
  /** Where it is, without who connects to it. */
  readonly place: string;
  /** All instances' secret. */
  readonly key: Uint8Array;
  /** Of the secret that the key is made from. */
  readonly fingerprint: string;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly schedule: Schedule;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
}

/** After a break in which all were cut off, each is given this long to be back before its rooms are taken, in milliseconds. */
const patience = 2_000;
const reclaimPause = 1_000;
const tidyEvery = 3_600_000;
/** No token is good for longer. */
const longestBarred = 172_800_000;

/** Rejects with `StoreError`. */
export async function openInstances(parts: InstancesParts): Promise<Instances> {
  try {
    return await open(parts);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw databaseFailure(parts.place, error);
  }
}

async function open(parts: InstancesParts): Promise<Instances> {
  const { pool, metrics, schedule, now, log } = parts;
  await migrate(pool, roomMigrations, now);
  const wire = await openPostgresWire({
    ...parts,
    onRefused: (reason) => metrics.notificationsRefused.inc({ reason }),
  });
  try {
    // Once it counts as alive: whoever replaces the secret sees it, or is seen by it.
    await agreeOnSecret(pool, parts);
  } catch (error) {
    await wire.close();
    throw error;
  }
  const registries = new Map<ProviderId, RoomRegistry>();
  let settled = Promise.resolve();
  let [ups, isClosed, isSure] = [0, false, true];

  async function reclaim(): Promise<void> {
    while (!isSure && wire.isUp()) {
      try {
        for (const registry of registries.values()) await registry.reclaim();
        isSure = true;
      } catch (error) {
        log({ level: 'warn', event: 'rooms-not-reclaimed', ...describeError(error) });
        await new Promise<void>((resolve) => void schedule(resolve, reclaimPause));
      }
    }
  }
  const exchange = createExchange(wire, schedule, () => {
    ups += 1;
    if (ups === 1) return;
    settled = new Promise((resolve) => void schedule(resolve, patience));
    isSure = false;
    void reclaim();
  });
  const rows = createRoomRows(pool);
  const tidy = async (): Promise<void> => {
    await rows.tidy(now() - longestBarred);
    await pool.query('DELETE FROM rate_taken WHERE expire < $1', [now()]);
  };
  await tidy();
  let cancelTidying = (): void => undefined;
  const tidyLater = (): void => {
    cancelTidying = schedule(() => {
      const isOurs = wire.isUp() && isFirst(wire.self, wire.peers(), 'tidying');
      // What is left over is found the next time.
      if (isOurs) tidy().catch(() => undefined);
      tidyLater();
    }, tidyEvery);
  };
  tidyLater();

  const ready = async (provider: ProviderId): Promise<void> => {
    if (!wire.isUp()) throw unreachable(provider);
    await settled;
  };
  const create = (provider: ProviderId): RoomRegistry =>
    createRoomRegistry({
      provider,
      self: wire.self,
      rows,
      exchange,
      ready: () => ready(provider),
      isCutOff: () => !wire.isUp() || !isSure,
    });
  const alive = (): number => (wire.isUp() ? wire.peers().size + 1 : 0);
  metrics.observeInstances({
    alive,
    rooms: () => [...registries].map(([provider, registry]) => [provider, registry.owned()]),
    relayed: () => [...registries.keys()].map((provider) => [provider, exchange.relayed(provider)]),
  });

  return {
    roomsOf(provider) {
      const registry = registries.get(provider) ?? create(provider);
      registries.set(provider, registry);
      return registry;
    },
    alive,
    isFor: (id) => !wire.isUp() || isFirst(wire.self, wire.peers(), id),
    async close() {
      if (isClosed) return;
      isClosed = true;
      cancelTidying();
      await wire.close();
    },
  };
}
