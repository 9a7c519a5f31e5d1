import { createHmac, type KeyObject } from 'node:crypto';
import type { UserKey } from '@patchbay/contract';

const hexCharacters = 32;
const leastSecretBytes = 16;

/**
 * Stands for a person in the ledger: HMAC-SHA-256, cut to 128 bits, 32 hex characters. The same in every consult of one
 * tenant, so that a person's rows can be found again for erasure; different in every tenant, and meaningless without the
 * secret. Changing the secret makes everybody somebody else. Throws a `RangeError` for a secret of under 16 bytes. Whoever hashes
 * much makes a `KeyObject` (`createSecretKey`) once: of bytes, Node 24 makes one each time, which takes five times as long.
 */
export function personKey(
  secret: string | Uint8Array | KeyObject,
  of: { readonly tenant: string; readonly userKey: UserKey },
): string {
  const key = typeof secret === 'string' ? Buffer.from(secret, 'utf8') : secret;
  const bytes = key instanceof Uint8Array ? key.length : (key.symmetricKeySize ?? 0);
  if (bytes < leastSecretBytes) {
    throw new RangeError(`The secret for person keys must have at least ${leastSecretBytes} bytes.`);
  }
  return createHmac('sha256', key)
    .update(JSON.stringify(['person-1', of.tenant, of.userKey]))
    .digest('hex')
    .slice(0, hexCharacters);
}
