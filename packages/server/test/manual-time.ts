import type { Schedule } from '../src/backends/schedule.ts';

/** A clock and its timers, moved by hand. */
export interface ManualTime {
  readonly now: () => number;
  readonly schedule: Schedule;
  /** Moves on and calls what falls due, in order; resolves when what that began has had its turn. */
  advance(milliseconds: number): Promise<void>;
}

/** Lets everything that is waiting for nothing but its turn have it. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

export function createManualTime(start = Date.UTC(2026, 10, 23, 12)): ManualTime {
  let now = start;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  return {
    now: () => now,
    schedule: (callback, milliseconds) => {
      const timer = { at: now + milliseconds, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance: async (milliseconds) => {
      const until = now + milliseconds;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.callback();
        await settle();
      }
      now = until;
    },
  };
}
