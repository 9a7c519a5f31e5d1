import { randomBytes, randomUUID } from 'node:crypto';

/** A made-up organization: whoever starts the emulator gets it, nobody else can use it. */
export interface WherebyAccount {
  readonly organizationId: string;
  /** Rooms are at `https://<subdomain>.whereby.com/<room>`. */
  readonly subdomain: string;
  readonly apiKey: string;
  /** Signs webhooks. */
  readonly webhookSecret: string;
}

export const createSecret = (): string => randomBytes(32).toString('base64url');

export const createWherebyAccount = (given: Partial<WherebyAccount> = {}): WherebyAccount => ({
  organizationId: randomUUID(),
  subdomain: 'emulated',
  apiKey: createSecret(),
  webhookSecret: createSecret(),
  ...given,
});
