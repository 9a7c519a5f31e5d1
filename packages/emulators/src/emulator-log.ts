import type { EmulatorLogEntry } from './running-emulator.ts';

/** The oldest are forgotten beyond this. */
const mostEntries = 10_000;

export interface EmulatorLog {
  add(from: EmulatorLogEntry['from'], what: string, about?: EmulatorLogEntry['about']): void;
  entries(): readonly EmulatorLogEntry[];
}

/** Keeps what happened; `onEntry` hears of it at once. */
export function createEmulatorLog(
  now: () => number,
  onEntry: (entry: EmulatorLogEntry) => void = () => undefined,
): EmulatorLog {
  const kept: EmulatorLogEntry[] = [];
  return {
    add: (from, what, about = {}) => {
      const entry = { at: now(), from, what, about };
      kept.push(entry);
      if (kept.length > mostEntries) kept.shift();
      onEntry(entry);
    },
    entries: () => [...kept],
  };
}
