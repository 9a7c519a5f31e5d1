export type { WherebyAccount } from './whereby-account.ts';
export type { WherebyRefusal } from './whereby-refusals.ts';
export {
  startWherebyEmulator,
  type WherebyEmulator,
  type WherebyEmulatorOptions,
  type WherebyFaults,
} from './start-whereby-emulator.ts';
