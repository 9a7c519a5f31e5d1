import { randomBytes } from 'node:crypto';

/** A made-up account: whoever starts the emulator gets it, nobody else can use it. */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly apiKeySid: string;
  readonly apiKeySecret: string;
  readonly authToken: string;
}

/** A SID as Twilio makes them: two letters and 32 hexadecimal digits. */
export const createSid = (kind: string): string => kind + randomBytes(16).toString('hex');

export const createTwilioAccount = (given: Partial<TwilioAccount> = {}): TwilioAccount => ({
  accountSid: createSid('AC'),
  apiKeySid: createSid('SK'),
  apiKeySecret: randomBytes(24).toString('base64url'),
  authToken: randomBytes(16).toString('hex'),
  ...given,
});
