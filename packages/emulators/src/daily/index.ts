export type { DailyErrorType } from './check-daily-token.ts';
export type { DailyAccount } from './daily-account.ts';
export {
  type DailyEmulator,
  type DailyEmulatorOptions,
  type DailyFaults,
  startDailyEmulator,
} from './start-daily-emulator.ts';
