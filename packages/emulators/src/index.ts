export type { EmulatorLogEntry, EmulatorSurroundings, RunningEmulator } from './running-emulator.ts';
export { type Emulatable, type EmulatedVendor, emulators } from './emulators.ts';
export * from './twilio/index.ts';
