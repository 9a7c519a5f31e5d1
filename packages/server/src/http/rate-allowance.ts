import type { LimitedBy } from './limited-by.ts';
import type { SharedRates } from './shared-rates.ts';

/** How many requests of a key this instance may let through, of those that all may. */
export interface RateAllowance {
  /** Undefined when one more is allowed, the window's `count`-th; else for how many milliseconds it is not. Never rejects. */
  ask(key: string, window: RateWindow): Promise<number | undefined>;
  /** What `ask` would say, as far as is known here; asks nobody. */
  isUsedUp(key: string, window: RateWindow): number | undefined;
}

export interface RateWindow {
  readonly count: number;
  /** Until it ends. */
  readonly milliseconds: number;
}

export interface RateAllowanceTerms {
  readonly by: LimitedBy;
  readonly requests: number;
  readonly seconds: number;
  /** Undefined where the server runs by itself. */
  readonly shared: SharedRates | undefined;
  /** Milliseconds. */
  readonly now: () => number;
}

interface Leased {
  /** Of this instance's window of the key. */
  readonly endsAt: number;
  readonly points: number;
  /** By then there is none left for anybody. */
  readonly refusedUntil: number;
  readonly asking?: Promise<void>;
}

/** What is leased at once is a tenth of what can be: of a key that is busy every tenth of its requests waits for the database. */
const leases = 10;
/** After a failure the database is left alone for so long. */
const patience = 5_000;

/**
 * Half of a limit is divided among the instances, and used without asking. The other half is in the database, and is leased by
 * whoever needs more than its share. So all together never allow more than the limit, whoever comes to a single instance has at
 * least half of it, and hardly a request waits. While the database does not answer each allows its part of the whole.
 */
export function createRateAllowance(terms: RateAllowanceTerms): RateAllowance {
  const { by, requests, seconds, shared, now } = terms;
  const known = new Map<string, Leased>();
  let downUntil = 0;

  if (shared === undefined) {
    const isUsedUp = (_key: string, { count, milliseconds }: RateWindow): number | undefined =>
      count > requests ? milliseconds : undefined;
    return { isUsedUp, ask: async (key, window) => isUsedUp(key, window) };
  }

  const isDown = (): boolean => now() < downUntil;
  const share = (): number => Math.floor(requests / (2 * shared.instances()));
  const common = (): number => requests - share() * shared.instances();

  const leasedBy = (key: string): Leased | undefined => {
    const leased = known.get(key);
    return leased !== undefined && leased.endsAt > now() ? leased : undefined;
  };

  const allowed = (key: string): number => {
    const instances = shared.instances();
    if (instances === 1) return requests;
    const usual = share() + (leasedBy(key)?.points ?? 0);
    return isDown() ? Math.max(usual, Math.floor(requests / instances)) : usual;
  };

  const lease = async (key: string, before: Leased): Promise<Leased> => {
    const all = common();
    const points = Math.max(1, Math.floor(all / leases));
    try {
      const { taken, milliseconds } = await shared.take(by, key, points, seconds);
      return taken <= all
        ? { ...before, points: before.points + points }
        : { ...before, refusedUntil: now() + milliseconds };
    } catch {
      downUntil = now() + patience;
      return before;
    }
  };

  /** Those who come meanwhile wait for the same answer. */
  const leaseOnce = async (key: string, { milliseconds }: RateWindow): Promise<void> => {
    const found = leasedBy(key);
    if (found?.asking !== undefined) return found.asking;
    const { asking: _, ...before } = found ?? { endsAt: now() + milliseconds, points: 0, refusedUntil: 0 };
    const asking = lease(key, before).then((leased) => void known.set(key, leased));
    // At the end, so that those that are over are at the beginning.
    known.delete(key);
    for (const [other, { endsAt, asking: isAsked }] of known) {
      if (endsAt > now() || isAsked !== undefined) break;
      known.delete(other);
    }
    known.set(key, { ...before, asking });
    return asking;
  };

  const isUsedUp: RateAllowance['isUsedUp'] = (key, { count, milliseconds }) => {
    if (count <= allowed(key)) return undefined;
    if (isDown() || shared.instances() === 1) return milliseconds;
    const left = (leasedBy(key)?.refusedUntil ?? 0) - now();
    return left > 0 ? Math.min(left, milliseconds) : undefined;
  };

  return {
    isUsedUp,
    ask: async (key, window) => {
      for (;;) {
        const refusedFor = isUsedUp(key, window);
        if (refusedFor !== undefined) return refusedFor;
        if (window.count <= allowed(key)) return undefined;
        await leaseOnce(key, window);
      }
    },
  };
}
