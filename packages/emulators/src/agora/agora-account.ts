import { randomBytes } from 'node:crypto';

/** A made-up project: whoever starts the emulator gets it, nobody else can use it. */
export interface AgoraAccount {
  readonly appId: string;
  readonly appCertificate: string;
  readonly customerId: string;
  readonly customerSecret: string;
  /** Of the console's API, which counts by project. */
  readonly projectId: string;
  /** Signs notifications. */
  readonly notificationSecret: string;
}

const hexadecimal = (): string => randomBytes(16).toString('hex');

export const createAgoraAccount = (given: Partial<AgoraAccount> = {}): AgoraAccount => ({
  appId: hexadecimal(),
  appCertificate: hexadecimal(),
  customerId: hexadecimal(),
  customerSecret: hexadecimal(),
  projectId: hexadecimal(),
  notificationSecret: randomBytes(12).toString('base64url'),
  ...given,
});
