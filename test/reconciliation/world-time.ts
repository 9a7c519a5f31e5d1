/** A clock moved by hand, for a server and a vendor that speak over real sockets. */
export interface WorldTime {
  readonly now: () => number;
  readonly schedule: (callback: () => void, milliseconds: number) => () => void;
  /** The same, but known to be under way until it is answered: time does not move meanwhile. */
  readonly watched: (fetch: typeof globalThis.fetch) => typeof globalThis.fetch;
  /** Moves on and calls what falls due, in order; resolves when nothing that it began is under way. */
  advance(milliseconds: number): Promise<void>;
}

/** So many turns of the event loop in which nobody asks anybody are quiet. */
const quietTurns = 15;

export function createWorldTime(start: number): WorldTime {
  let now = start;
  let asking = 0;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < quietTurns; quiet = asking > 0 ? 0 : quiet + 1)
      await new Promise((resolve) => void setImmediate(resolve));
  };
  return {
    now: () => now,
    schedule: (callback, milliseconds) => {
      const timer = { at: now + milliseconds, callback };
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
    watched: (fetch) => async (input, init) => {
      asking += 1;
      try {
        return await fetch(input, init);
      } finally {
        asking -= 1;
      }
    },
    advance: async (milliseconds) => {
      const until = now + milliseconds;
      await settle();
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
