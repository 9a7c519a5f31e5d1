import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { ParsedConfig } from '../config/config-schema.ts';
import { Problem } from '../problem.ts';
import type { LimitedBy } from './limited-by.ts';
import { createRateAllowance, type RateAllowance } from './rate-allowance.ts';
import type { SharedRates } from './shared-rates.ts';

type Settings = ParsedConfig['server']['rateLimits'];

/** Counts requests in the memory of this process; with several, no more are let through in all than one would let through. */
export interface RateLimits {
  /** Counts one; throws `rate-limited` with `retry-after` when it is one too many. An undefined key is not counted. */
  consume(by: LimitedBy, key: string | undefined): Promise<void>;
  /** Throws like `consume`, and counts nothing. */
  check(by: LimitedBy, key: string | undefined): Promise<void>;
}

export interface RateLimitsParts {
  readonly settings: Settings;
  /** Undefined where the server runs by itself. */
  readonly shared: SharedRates | undefined;
}

interface Limit {
  readonly counted: RateLimiterMemory;
  readonly allowance: RateAllowance;
}

export function createRateLimits({ settings, shared }: RateLimitsParts): RateLimits {
  const { perTenant, perParticipant, perAddress, signalling } = settings;
  const limit = (by: LimitedBy, { requests, seconds }: Settings['perTenant']): Limit => ({
    // What is allowed is said by the allowance: here it is counted.
    counted: new RateLimiterMemory({ points: requests, duration: seconds, keyPrefix: by }),
    allowance: createRateAllowance({ by, requests, seconds, shared, now: Date.now }),
  });
  const limits: Readonly<Record<LimitedBy, Limit>> = {
    tenant: limit('tenant', perTenant),
    participant: limit('participant', perParticipant),
    address: limit('address', perAddress),
    signalling: limit('signalling', signalling),
  };
  return {
    consume: async (by, key) => {
      if (key === undefined) return;
      const { counted, allowance } = limits[by];
      const state = await counted.penalty(key, 1);
      const window = { count: state.consumedPoints, milliseconds: state.msBeforeNext };
      const endsAt = Date.now() + state.msBeforeNext;
      const refusedFor = await allowance.ask(key, window);
      if (refusedFor === undefined) return;
      // What was refused is not counted: what is allowed later in this window is for whoever waited.
      if (Date.now() < endsAt) await counted.reward(key, 1);
      throw tooMany(refusedFor);
    },
    check: async (by, key) => {
      if (key === undefined) return;
      const { counted, allowance } = limits[by];
      const state: RateLimiterRes | null = await counted.get(key);
      if (state === null) return;
      const window = { count: state.consumedPoints + 1, milliseconds: state.msBeforeNext };
      const refusedFor = allowance.isUsedUp(key, window);
      if (refusedFor !== undefined) throw tooMany(refusedFor);
    },
  };
}

const tooMany = (milliseconds: number): Problem =>
  new Problem(
    'rate-limited',
    'Too many requests. Wait for as many seconds as Retry-After says.',
    {},
    { 'retry-after': String(Math.max(1, Math.ceil(milliseconds / 1000))) },
  );
