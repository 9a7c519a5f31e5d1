export type { VonageEmulator, VonageEmulatorFaults, VonageEmulatorOptions } from './start-vonage-emulator.ts';
export { startVonageEmulator } from './start-vonage-emulator.ts';
