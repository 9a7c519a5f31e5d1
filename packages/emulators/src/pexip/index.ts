export type { PexipAccount } from './pexip-account.ts';
export { pexipErrors, type PexipRefusal } from './pexip-errors.ts';
export {
  type PexipEmulator,
  type PexipEmulatorOptions,
  type PexipFaults,
  startPexipEmulator,
} from './start-pexip-emulator.ts';
