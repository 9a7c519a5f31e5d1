export type { TwilioAccount } from './twilio-account.ts';
export type { TwilioErrorCode } from './twilio-errors.ts';
export {
  startTwilioEmulator,
  type TwilioEmulator,
  type TwilioEmulatorOptions,
  type TwilioFaults,
} from './start-twilio-emulator.ts';
