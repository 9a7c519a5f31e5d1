export type { EmulatorLogEntry, EmulatorSurroundings, RunningEmulator } from './running-emulator.ts';
export { type Emulatable, type EmulatedVendor, emulators } from './emulators.ts';
export * from './agora/index.ts';
export * from './daily/index.ts';
export * from './twilio/index.ts';
export * from './whereby/index.ts';
export * from './pexip/index.ts';
