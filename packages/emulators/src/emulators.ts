import type { RunningEmulator } from './running-emulator.ts';
import { startTwilioEmulator } from './twilio/index.ts';

/** One vendor's cloud, as it is started by name. */
export interface Emulatable {
  readonly name: string;
  /** Rejects when the port is taken; 0 takes any free one. */
  start(options: { readonly port: number; readonly now: () => number }): Promise<RunningEmulator<unknown>>;
}

/** Every cloud that can be emulated, by the vendor's id. */
export const emulators = {
  twilio: { name: 'Twilio Video', start: startTwilioEmulator },
} as const satisfies Readonly<Record<string, Emulatable>>;

export type EmulatedVendor = keyof typeof emulators;
