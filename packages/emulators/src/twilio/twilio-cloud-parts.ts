import type { EmulatorLog } from '../emulator-log.ts';
import type { EmulatorSurroundings } from '../running-emulator.ts';
import type { TwilioAccount } from './twilio-account.ts';

export interface TwilioCloudParts extends EmulatorSurroundings {
  readonly account: TwilioAccount;
  readonly log: EmulatorLog;
  /** How long a session outlives its connection. */
  readonly sessionSeconds: number;
}
