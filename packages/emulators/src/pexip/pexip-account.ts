import { randomBytes, randomInt } from 'node:crypto';

/** A made-up installation: whoever starts the emulator gets it, nobody else can use it. */
export interface PexipAccount {
  /** Of the management API. */
  readonly username: string;
  readonly password: string;
  /** What events are posted with. */
  readonly sinkUsername: string;
  readonly sinkPassword: string;
}

export const createPexipAccount = (given: Partial<PexipAccount> = {}): PexipAccount => ({
  username: `api-${randomInt(1_000_000)}`,
  password: randomBytes(24).toString('base64url'),
  sinkUsername: `sink-${randomInt(1_000_000)}`,
  sinkPassword: randomBytes(24).toString('base64url'),
  ...given,
});

export const basicAuthorization = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
