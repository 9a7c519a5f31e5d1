import type { CredentialsRequest } from '@patchbay/contract';
import { AccessToken } from 'livekit-server-sdk';
import type { LivekitAccess } from './livekit-rooms.ts';

/**
 * What the client half joins with. The token names the opaque identity, carries `{ userKey }` as metadata and holds for one
 * room; it has no name and no attributes.
 */
export async function mintLivekitCredentials(
  access: LivekitAccess,
  request: CredentialsRequest,
): Promise<{ readonly url: string; readonly token: string }> {
  const token = new AccessToken(access.apiKey, access.apiSecret, {
    identity: request.participant,
    metadata: JSON.stringify({ userKey: request.userKey }),
    // livekit-server-sdk 2.19.2 takes 0 for "not given" and makes it six hours.
    ttl: Math.max(1, Math.ceil(request.ttlSeconds)),
  });
  token.addGrant({
    room: request.room,
    roomJoin: true,
    canPublish: true,
    canSubscribe: true,
    canPublishData: true,
    canUpdateOwnMetadata: false,
  });
  return { url: access.url, token: await token.toJwt() };
}
