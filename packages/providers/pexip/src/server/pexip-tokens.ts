import { createHmac } from 'node:crypto';
import type { CredentialsRequest } from '@patchbay/contract';

/** The most digits that Pexip takes. */
const pins = 10n ** 20n;

/** The same from every instance of the server, kept nowhere; one room's says nothing of another's, nor of the secret. */
export function pinOf(secret: string, room: string): string {
  const digest = createHmac('sha256', secret).update(room).digest('hex');
  return String(BigInt(`0x${digest}`) % pins).padStart(20, '0');
}

/**
 * What the client half joins with. Pexip mints no tokens: address, alias and PIN are all there is. They are the room's and not
 * a person's, and hold until it ends, whatever `ttlSeconds` says.
 */
export const mintPexipCredentials = (
  { nodeUrl, pinSecret, directMedia }: Readonly<Record<'nodeUrl' | 'pinSecret' | 'directMedia', string>>,
  { room, participant }: CredentialsRequest,
) => ({
  url: nodeUrl.replace(/\/+$/, ''),
  alias: room,
  pin: pinOf(pinSecret, room),
  participant,
  directMedia: directMedia !== 'never',
});
