import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { ParsedConfig } from '../config/config-schema.ts';
import { Problem } from '../problem.ts';

type Settings = ParsedConfig['server']['rateLimits'];
export type LimitedBy = 'tenant' | 'participant' | 'address' | 'signalling';

/** Counts requests in the memory of this process. */
export interface RateLimits {
  /** Counts one; throws `rate-limited` with `retry-after` when it is one too many. An undefined key is not counted. */
  consume(by: LimitedBy, key: string | undefined): Promise<void>;
  /** Throws like `consume`, and counts nothing. */
  check(by: LimitedBy, key: string | undefined): Promise<void>;
}

export function createRateLimits({
  perTenant,
  perParticipant,
  perAddress,
  signalling,
}: Settings): RateLimits {
  const limiter = ({ requests, seconds }: Settings['perTenant'], keyPrefix: LimitedBy): RateLimiterMemory =>
    new RateLimiterMemory({ points: requests, duration: seconds, keyPrefix });
  const limiters: Readonly<Record<LimitedBy, RateLimiterMemory>> = {
    tenant: limiter(perTenant, 'tenant'),
    participant: limiter(perParticipant, 'participant'),
    address: limiter(perAddress, 'address'),
    signalling: limiter(signalling, 'signalling'),
  };
  return {
    consume: async (by, key) => {
      if (key === undefined) return;
      try {
        await limiters[by].consume(key);
      } catch (error) {
        throw error instanceof RateLimiterRes ? tooMany(error) : error;
      }
    },
    check: async (by, key) => {
      const state = key === undefined ? null : await limiters[by].get(key);
      if (state !== null && state.consumedPoints >= limiters[by].points) throw tooMany(state);
    },
  };
}

const tooMany = ({ msBeforeNext }: RateLimiterRes): Problem =>
  new Problem(
    'rate-limited',
    'Too many requests. Wait for as many seconds as Retry-After says.',
    {},
    { 'retry-after': String(Math.max(1, Math.ceil(msBeforeNext / 1000))) },
  );
