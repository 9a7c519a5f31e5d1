import { hkdfSync } from 'node:crypto';

/** What a key is for. A key for one purpose is worthless for every other. */
export type KeyPurpose =
  | 'fingerprint'
  | 'instances'
  | 'metering-token'
  | 'participant-id'
  | 'person-key'
  | 'rate-limits'
  | `seal:${string}`;

/** 256 bits for one purpose, from the configured secret (HKDF with SHA-256, RFC 5869). */
export const deriveKey = (secret: string, purpose: KeyPurpose): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, 'patchbay', purpose, 32));
