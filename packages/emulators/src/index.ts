export type { EmulatorLogEntry, EmulatorSurroundings, RunningEmulator } from './running-emulator.ts';
export * from './twilio/index.ts';
