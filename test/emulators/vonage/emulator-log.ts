import type { EmulatorLogEntry } from '@patchbay/emulators';

export interface EmulatorLog {
  add(from: EmulatorLogEntry['from'], what: string, about?: EmulatorLogEntry['about']): void;
  entries(): readonly EmulatorLogEntry[];
}

/** Without secrets, media addresses or SDP. */
export function createEmulatorLog(now: () => number): EmulatorLog {
  const kept: EmulatorLogEntry[] = [];
  return {
    add: (from, what, about = {}) => void kept.push({ at: now(), from, what, about }),
    entries: () => [...kept],
  };
}
