import { createHmac } from 'node:crypto';
import type { ConsultId, UserKey } from '@patchbay/contract';

/**
 * The participant id that a vendor sees: the same for the same person in the same consult, unlinkable across consults, and
 * not to be turned back into the `userKey`.
 */
export const participantIdOf = (key: Uint8Array, consultId: ConsultId, userKey: UserKey): string =>
  createHmac('sha256', key)
    .update(JSON.stringify([consultId, userKey]), 'utf8')
    .digest('base64url')
    .slice(0, 27);
