/** Runs something once after so many milliseconds; the function returned calls it off. */
export type Schedule = (callback: () => void, delayMs: number) => () => void;

export const schedule: Schedule = (callback, delayMs) => {
  const timer = setTimeout(callback, delayMs);
  return () => clearTimeout(timer);
};

/** One thing at a time to wait for. */
export function createTimer(schedule: Schedule) {
  let clear = (): void => undefined;
  const set = (callback: () => void, delayMs: number): void => {
    clear();
    clear = schedule(callback, delayMs);
  };
  return { set, clear: (): void => clear() };
}
