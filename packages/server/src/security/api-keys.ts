import { createHash, timingSafeEqual } from 'node:crypto';

/** An API key as config keeps it: whose it is, and its SHA-256 in hexadecimal. */
export interface ApiKey {
  readonly tenant: string;
  readonly keySha256: string;
}

export const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/**
 * The tenant that a presented key belongs to. Compares hashes in constant time and always with every key, so that the time
 * taken tells nothing.
 */
export function tenantOf(presented: string, apiKeys: readonly ApiKey[]): string | undefined {
  const hash = Buffer.from(sha256Hex(presented), 'hex');
  let tenant: string | undefined;
  for (const apiKey of apiKeys) {
    const expected = Buffer.from(apiKey.keySha256, 'hex');
    if (expected.length === hash.length && timingSafeEqual(expected, hash)) tenant ??= apiKey.tenant;
  }
  return tenant;
}

/** The token of an `Authorization: Bearer …` header; undefined for anything else. */
export const bearerTokenOf = (header: string | undefined): string | undefined =>
  /^Bearer +([\x21-\x7e]+)$/i.exec(header ?? '')?.[1];
