import { createHmac } from 'node:crypto';
import type { ConsultId, UserKey } from '@patchbay/contract';

/**
 * The participant id that a vendor sees: the same for the same person in the same consult, unlinkable across consults, and
 * not to be turned back into the `userKey`. Shaped as a random UUID (version 4), which every vendor takes and some keep only
 * then; validators that follow RFC 4122 know no version above 5.
 */
export const participantIdOf = (key: Uint8Array, consultId: ConsultId, userKey: UserKey): string => {
  const text = JSON.stringify([consultId, userKey]);
  const hex = createHmac('sha256', key).update(text, 'utf8').digest('hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4] ?? '8';
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
};
