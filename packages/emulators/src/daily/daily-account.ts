import { randomBytes, randomUUID } from 'node:crypto';

/** A Daily domain, as its owner knows it. */
export interface DailyAccount {
  readonly domainName: string;
  readonly domainId: string;
  readonly apiKey: string;
  /** Base64: the `hmac` that webhooks are signed with. */
  readonly webhookSecret: string;
  /** Rooms take no names of one's own. */
  readonly hipaa: boolean;
}

export const createDailyAccount = (given: Partial<DailyAccount> = {}): DailyAccount => ({
  domainName: 'emulated',
  domainId: randomUUID(),
  apiKey: randomBytes(32).toString('hex'),
  webhookSecret: randomBytes(32).toString('base64'),
  hipaa: true,
  ...given,
});
