export type Schedule = (callback: () => void, milliseconds: number) => () => void;

export const realSchedule: Schedule = (callback, milliseconds) => {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
};

export type Timer = ReturnType<typeof timerOn>;

/** Waits for one thing at a time: setting it again calls the former off. */
export function timerOn(schedule: Schedule) {
  let off: () => void = () => undefined;
  return {
    clear: () => off(),
    set(milliseconds: number, callback: () => void): void {
      off();
      off = schedule(callback, milliseconds);
    },
  };
}
