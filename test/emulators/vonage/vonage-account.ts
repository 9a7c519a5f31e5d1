import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

/** An application in the emulated account, made up at the start and of no use elsewhere. */
export interface VonageAccount {
  readonly applicationId: string;
  readonly apiKey: string;
  /** PEM, as a customer downloads it once. */
  readonly privateKey: string;
  readonly publicKey: KeyObject;
  readonly signatureSecret: string;
}

export function createVonageAccount(): VonageAccount {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    applicationId: crypto.randomUUID(),
    apiKey: randomBytes(4).toString('hex'),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey,
    signatureSecret: randomBytes(32).toString('hex'),
  };
}
