import { createHmac } from 'node:crypto';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import type { Schedule } from '../backends/schedule.ts';
import { within } from '../backends/within.ts';
import type { DatabasePool } from '../database/database-pool.ts';
import type { LimitedBy } from '../http/limited-by.ts';
import type { SharedRates } from '../http/shared-rates.ts';
import type { Instances } from './open-instances.ts';

export interface SharedRatesParts {
  readonly pool: DatabasePool;
  readonly instances: Pick<Instances, 'alive'>;
  /** Addresses and tenants are kept as keyed hashes. */
  readonly key: Uint8Array;
  readonly schedule: Schedule;
}

/** A request waits for it. */
const longestWait = 1_000;

/** Rates that all instances count in the table `rate_taken`. */
export function openSharedRates({ pool, instances, key: secret, schedule }: SharedRatesParts): SharedRates {
  const limiters = new Map<LimitedBy, RateLimiterPostgres>();
  let lastKnown = 1;
  const limiterOf = (by: LimitedBy, seconds: number): RateLimiterPostgres => {
    const limiter =
      limiters.get(by) ??
      new RateLimiterPostgres({
        storeClient: pool,
        storeType: 'pool',
        tableName: 'rate_taken',
        tableCreated: true,
        // The instances tidy it together with their other tables.
        clearExpiredByTimeout: false,
        keyPrefix: by,
        // How many may be taken is said by whoever asks.
        points: 0,
        duration: seconds,
      });
    limiters.set(by, limiter);
    return limiter;
  };
  return {
    // While it is cut off from them the others are taken to be alive.
    instances: () => (lastKnown = instances.alive() || lastKnown),
    take: async (by, key, points, seconds) => {
      const hash = createHmac('sha256', secret).update(`${by} ${key}`).digest('base64url');
      const taking = limiterOf(by, seconds).penalty(hash, points);
      const late = (): Error => new Error('The database does not answer in time.');
      const { consumedPoints, msBeforeNext } = await within(schedule, longestWait, taking, late);
      return { taken: consumedPoints, milliseconds: msBeforeNext };
    },
  };
}
