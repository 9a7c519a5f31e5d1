import type { ProviderId } from '@patchbay/contract';

/** Vendors that did not tell their usage: how often, and until when they are left alone. */
export interface PullTroubles {
  isPaused(provider: ProviderId): boolean;
  /** Days (`YYYY-MM-DD`) about which it failed since all was well, and which time that was when it did last. */
  failedDays(provider: ProviderId): ReadonlyMap<string, number>;
  /** It failed, about that day where it was about one, and asks to be left alone until then. How often in a row. */
  failed(provider: ProviderId, day: string | undefined, limitedUntil: number): number;
  /** It answered about everything that it was asked. */
  over(provider: ProviderId): void;
}

export interface PullTroublesParts {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

const firstPause = 300_000;
/** Six hours: Twilio forgets within days. */
const longestPause = 21_600_000;

/** Each pause is twice the one before; in an instance's memory, for another one that takes over may find the vendor well again. */
export function createPullTroubles({ now, random }: PullTroublesParts): PullTroubles {
  const known = new Map<
    ProviderId,
    { readonly times: number; readonly until: number; readonly days: ReadonlyMap<string, number> }
  >();
  return {
    isPaused: (provider) => now() < (known.get(provider)?.until ?? 0),
    failedDays: (provider) => known.get(provider)?.days ?? new Map(),
    failed: (provider, day, limitedUntil) => {
      const before = known.get(provider);
      const times = (before?.times ?? 0) + 1;
      const pause = Math.min(firstPause * 2 ** (times - 1), longestPause) * (0.75 + random() / 2);
      const days = new Map(before?.days);
      if (day !== undefined) days.set(day, times);
      known.set(provider, { times, until: Math.max(now() + pause, limitedUntil), days });
      return times;
    },
    over: (provider) => void known.delete(provider),
  };
}
