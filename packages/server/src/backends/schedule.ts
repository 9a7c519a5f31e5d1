/** Calls back once after so many milliseconds; the function returned calls it off. */
export type Schedule = (callback: () => void, milliseconds: number) => () => void;

/** The process's own timer; does not keep the process alive. */
export const processSchedule: Schedule = (callback, milliseconds) => {
  const timer = setTimeout(callback, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
};
