import { startAgoraEmulator } from './agora/index.ts';
import { startDailyEmulator } from './daily/index.ts';
import { startPexipEmulator } from './pexip/index.ts';
import type { RunningEmulator } from './running-emulator.ts';
import { startTwilioEmulator } from './twilio/index.ts';
import { startWherebyEmulator } from './whereby/index.ts';

/** One vendor's cloud, as it is started by name. */
export interface Emulatable {
  readonly name: string;
  /** Rejects when the port is taken; 0 takes any free one. */
  start(options: { readonly port: number; readonly now: () => number }): Promise<RunningEmulator<unknown>>;
}

/** Every cloud that can be emulated, by the vendor's id. */
export const emulators = {
  agora: { name: 'Agora', start: startAgoraEmulator },
  daily: { name: 'Daily', start: startDailyEmulator },
  pexip: { name: 'Pexip Infinity', start: startPexipEmulator },
  twilio: { name: 'Twilio Video', start: startTwilioEmulator },
  whereby: { name: 'Whereby Embedded', start: startWherebyEmulator },
} as const satisfies Readonly<Record<string, Emulatable>>;

export type EmulatedVendor = keyof typeof emulators;
