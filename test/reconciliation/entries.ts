import type { EmulatorLogEntry } from '@patchbay/emulators';
import { vi } from 'vitest';

/** Resolves when the emulator has written down something of that kind. */
export const entries = (
  emulator: { log(): readonly EmulatorLogEntry[] },
  wanted: (entry: EmulatorLogEntry) => boolean,
): Promise<void> =>
  vi.waitFor(
    () => {
      if (!emulator.log().some(wanted)) throw new Error('The emulator has not noticed.');
    },
    { timeout: 5000, interval: 5 },
  );
