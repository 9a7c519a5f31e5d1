/** Asks less and less often what keeps being in vain: after 1, 3, 7, … rounds, up to a longest pause. */
export interface Backoff {
  /** Whether it is this key's turn in this round; counts the round. */
  due(key: string): boolean;
  /** It was in vain; returns how often in a row. */
  inVain(key: string): number;
  reset(key: string): void;
  /** Forgets every key but these. */
  keepOnly(keys: ReadonlySet<string>): void;
}

export function createBackoff(longestPauseRounds: number): Backoff {
  const pauses = new Map<string, { readonly times: number; readonly rounds: number }>();
  return {
    due: (key) => {
      const pause = pauses.get(key);
      if (pause === undefined || pause.rounds === 0) return true;
      pauses.set(key, { ...pause, rounds: pause.rounds - 1 });
      return false;
    },
    inVain: (key) => {
      const times = (pauses.get(key)?.times ?? 0) + 1;
      pauses.set(key, { times, rounds: Math.min(2 ** times - 1, longestPauseRounds) });
      return times;
    },
    reset: (key) => void pauses.delete(key),
    keepOnly: (keys) => {
      for (const key of pauses.keys()) if (!keys.has(key)) pauses.delete(key);
    },
  };
}
