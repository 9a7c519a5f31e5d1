import { randomUUID } from 'node:crypto';

/** What an account at Zoom has; made up anew for every start. */
export interface ZoomAccount {
  readonly sdkKey: string;
  readonly sdkSecret: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly webhookSecret: string;
}

export const createZoomAccount = (): ZoomAccount => ({
  sdkKey: `sdk-${randomUUID()}`,
  sdkSecret: randomUUID(),
  apiKey: `api-${randomUUID()}`,
  apiSecret: randomUUID(),
  webhookSecret: randomUUID(),
});
